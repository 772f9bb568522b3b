from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.encryption import EncryptedTextField
from core.masking import masked_bank_account
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from staff.choices import Half, Payer, PostType, RunState
from staff.models.appointments import Appointment
from staff.models.members import Member

MONTHS = {Half.FIRST: range(1, 7), Half.SECOND: range(7, 13)}


class StipendRunQuerySet(UnitScopedQuerySet):
    def within(self, scope):
        """Keep the runs of the scope's counties, and those with a line inside the scope."""
        if scope.everywhere:  # an empty condition would vanish beside another
            return self
        lines = StipendLine.objects.within(scope).values("run")
        return self.filter(scope.as_q(self.unit_path) | Q(pk__in=lines))

    def newest_first(self):
        return self.order_by("-year", "-half", "unit__path")


class StipendRun(TimeStamped):
    """The roll of one half-year of a county: made by one person, reviewed by another, then paid.

    A draft may be computed anew; from the review on its lines are frozen. Amounts in yuan.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stipend_runs", verbose_name="县（区）")
    year = models.PositiveSmallIntegerField("年度")
    half = models.PositiveSmallIntegerField("期间", choices=Half)
    state = models.CharField("状态", max_length=10, choices=RunState, default=RunState.DRAFT)
    people = models.PositiveIntegerField("人数", default=0)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, default=0)
    unpaid = models.JSONField("在岗不计发的人", default=list, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="造册人"
    )
    made_at = models.DateTimeField("造册时间")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核人",
    )
    reviewed_at = models.DateTimeField("复核时间", null=True, blank=True)
    paid_on = models.DateField("发放日期", null=True, blank=True)

    objects = StipendRunQuerySet.as_manager()

    class Meta:
        verbose_name = "补贴发放"
        verbose_name_plural = "补贴发放"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "half"],
                name="run_once_per_half_year",
                violation_error_message="该期间已有发放名册。",
            ),
            models.CheckConstraint(
                name="run_maker_is_not_reviewer",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("made_by")),
                violation_error_message="造册人不能复核自己的名册。",
            ),
            models.CheckConstraint(
                name="run_state_fits_its_dates",
                condition=Q(state=RunState.DRAFT, reviewed_by=None, reviewed_at=None, paid_on=None)
                | Q(
                    state=RunState.REVIEWED,
                    reviewed_by__isnull=False,
                    reviewed_at__isnull=False,
                    paid_on=None,
                )
                | Q(
                    state=RunState.PAID,
                    reviewed_by__isnull=False,
                    reviewed_at__isnull=False,
                    paid_on__isnull=False,
                ),
                violation_error_message="名册状态与复核、发放日期不符。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name} {self.period}"

    def get_absolute_url(self):
        return reverse("staff:run_detail", args=[self.pk])

    @property
    def period(self):
        return f"{self.year} 年{self.get_half_display()}"

    @property
    def months(self):
        """Return the first days of the six months."""
        return [date(self.year, month, 1) for month in MONTHS[self.half]]

    @property
    def is_draft(self):
        return self.state == RunState.DRAFT

    @property
    def is_paid(self):
        return self.state == RunState.PAID

    @property
    def step(self):
        """Return the number of the step that comes next: 2 for a draft, 4 when all is done."""
        return list(RunState.values).index(self.state) + 2

    @property
    def tone(self):
        """Return the badge tone that goes with the state."""
        return {RunState.DRAFT: "warn", RunState.REVIEWED: "info", RunState.PAID: "good"}[self.state]


class StipendLineQuerySet(UnitScopedQuerySet):
    def in_roll_order(self):
        """Order as the roll is printed: by township and village, the township's own people first."""
        return self.order_by("unit__path", "post_type", "pk")


class StipendLine(models.Model):
    """What one appointment earns in a run, with the account as it stood when the roll was made."""

    run = models.ForeignKey(StipendRun, models.CASCADE, related_name="lines", verbose_name="名册")
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="stipend_lines", verbose_name="聘任"
    )
    member = models.ForeignKey(Member, models.PROTECT, related_name="stipend_lines", verbose_name="专职委员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stipend_lines", verbose_name="单位")
    name = models.CharField("姓名", max_length=60)
    post_type = models.CharField("岗位类型", max_length=20, choices=PostType)
    payer = models.CharField("资金来源", max_length=20, choices=Payer)
    months = models.PositiveSmallIntegerField("月数")
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    explanation = models.JSONField("计算说明", default=list)
    bank_name = models.CharField("开户银行", max_length=60, blank=True)
    bank_account = EncryptedTextField("银行账号", blank=True)
    bank_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    objects = StipendLineQuerySet.as_manager()

    class Meta:
        verbose_name = "发放明细"
        verbose_name_plural = "发放明细"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "appointment"],
                name="line_once_per_appointment",
                violation_error_message="此人此岗已在名册中。",
            ),
            models.CheckConstraint(
                name="line_pays_something",
                condition=Q(amount__gt=0, months__gte=1, months__lte=6),
                violation_error_message="金额须大于 0，月数须在 1 至 6 之间。",
            ),
        ]

    def __str__(self):
        return f"{self.name} {self.amount} 元"

    def get_absolute_url(self):
        return reverse("staff:line_detail", args=[self.pk])

    @property
    def masked_bank_account(self):
        return masked_bank_account(self.bank_account)


class StipendMonthQuerySet(UnitScopedQuerySet):
    unit_path = "line__unit__path"


class StipendMonth(models.Model):
    """One month paid to one member; the database refuses to pay the same month twice."""

    line = models.ForeignKey(StipendLine, models.CASCADE, related_name="paid_months", verbose_name="明细")
    member = models.ForeignKey(Member, models.PROTECT, related_name="paid_months", verbose_name="专职委员")
    month = models.DateField("月份")
    amount = models.DecimalField("金额（元）", max_digits=9, decimal_places=2)
    payer = models.CharField("资金来源", max_length=20, choices=Payer)

    objects = StipendMonthQuerySet.as_manager()

    class Meta:
        verbose_name = "发放月份"
        verbose_name_plural = "发放月份"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "month"],
                name="month_paid_once",
                violation_error_message="此人当月补贴已在名册中，不能重复发放。",
            ),
            models.CheckConstraint(
                name="month_is_a_first_day",
                condition=Q(month__day=1),
                violation_error_message="月份须以 1 日表示。",
            ),
        ]

    def __str__(self):
        return f"{self.month:%Y-%m} {self.amount} 元"
