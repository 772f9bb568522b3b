from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.encryption import EncryptedJSONField
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.ledgers.choices import BookState, PeriodKind
from registry.ledgers.models.types import LedgerType
from registry.ledgers.periods import Period


class UnitPathQuerySet(UnitScopedQuerySet):
    unit_path = "unit_path"


def _acted(verb):
    """Return the field that names who did something to a book."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=verb
    )


class LedgerBook(TimeStamped):
    """One ledger of one unit for one period; without a row here it has not been begun (未填)."""

    ledger_type = models.ForeignKey(LedgerType, models.PROTECT, related_name="books", verbose_name="台账类型")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ledger_books", verbose_name="单位")
    unit_path = models.CharField(max_length=40, editable=False)
    start = models.DateField("期初")
    state = models.CharField("状态", max_length=10, choices=BookState, default=BookState.DRAFT)
    is_unchanged = models.BooleanField("无变化", default=False)
    row_count = models.PositiveIntegerField("行数", default=0)
    version = models.PositiveIntegerField("版本", default=0)
    returned_because = models.CharField("退回原因", max_length=300, blank=True)
    reported_by, reviewed_by = _acted("上报人"), _acted("审核人")
    reported_at = models.DateTimeField("上报时间", null=True, blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    due_on = models.DateField("报送期限", null=True, blank=True)

    objects = UnitPathQuerySet.as_manager()

    class Meta:
        verbose_name = "台账"
        verbose_name_plural = "台账"
        constraints = [
            models.UniqueConstraint(
                fields=["ledger_type", "unit", "start"],
                name="ledgerbook_once_a_period",
                violation_error_message="该单位本期已有这本台账。",
            ),
            models.CheckConstraint(
                name="ledgerbook_reported_by_somebody",
                condition=Q(state="draft") | Q(reported_by__isnull=False, reported_at__isnull=False),
                violation_error_message="已报的台账须有上报人和上报时间。",
            ),
        ]
        indexes = [models.Index(fields=["start", "unit_path", "ledger_type"], name="ledgerbook_board")]

    def __str__(self):
        return f"{self.unit.name} {self.ledger_type} {self.period.label}"

    def save(self, *args, **kwargs):
        self.unit_path = self.unit.path
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("ledgers:book_detail", args=[self.unit_id, self.ledger_type_id, self.period])

    @property
    def period(self):
        return Period(self.start, self.ledger_type.period)

    @property
    def is_draft(self):
        return self.state == BookState.DRAFT

    @property
    def is_reported(self):
        return self.state == BookState.REPORTED

    @property
    def is_reviewed(self):
        return self.state == BookState.REVIEWED


class LedgerRow(TimeStamped):
    """One line of a book. All cells are encrypted together; numbers of persons come from the register."""

    book = models.ForeignKey(LedgerBook, models.CASCADE, related_name="rows", verbose_name="台账")
    order = models.PositiveIntegerField("次序")
    person = models.ForeignKey(
        "registry.Person", models.PROTECT, null=True, blank=True, related_name="ledger_rows",
        verbose_name="残疾人",
    )  # fmt: skip
    cells = EncryptedJSONField("内容")

    class Meta:
        verbose_name = "台账行"
        verbose_name_plural = "台账行"
        indexes = [models.Index(fields=["book", "order"], name="ledgerrow_in_book")]

    def __str__(self):
        return f"第 {self.order} 行"


class LedgerLock(models.Model):
    """From now on the books of a period below a unit do not change."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ledger_locks", verbose_name="单位")
    kind = models.CharField("周期", max_length=10, choices=PeriodKind)
    start = models.DateField("期初")
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="锁定人"
    )
    locked_at = models.DateTimeField("锁定时间")

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "台账锁定"
        verbose_name_plural = "台账锁定"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "start"],
                name="ledgerlock_once",
                violation_error_message="这一期已经锁定。",
            )
        ]

    def __str__(self):
        return f"{self.unit.name} {self.period.label}"

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def period(self):
        return Period(self.start, self.kind)


class LedgerException(models.Model):
    """A unit may still change its books of a locked period until a day, for a reason."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ledger_exceptions", verbose_name="单位")
    ledger_type = models.ForeignKey(
        LedgerType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="台账类型"
    )
    kind = models.CharField("周期", max_length=10, choices=PeriodKind)
    start = models.DateField("期初")
    reason = models.CharField("放行理由", max_length=300)
    until = models.DateField("放行至")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="放行人"
    )
    granted_at = models.DateTimeField("放行时间")

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "台账放行"
        verbose_name_plural = "台账放行"
        constraints = [
            models.CheckConstraint(
                name="ledgerexception_gives_a_reason",
                condition=~Q(reason=""),
                violation_error_message="放行须写明理由。",
            )
        ]

    def __str__(self):
        return f"{self.unit.name} {self.period.label} 放行至 {self.until}"

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def period(self):
        return Period(self.start, self.kind)
