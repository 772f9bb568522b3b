from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.benefits.models.kinds import BenefitKind
from registry.benefits.models.payees import Payee
from registry.models.persons import Person


class PaymentFileQuerySet(UnitScopedQuerySet):
    unit_path = "unit__path"


class PaymentFile(TimeStamped):
    """A list of what was paid, as finance or 民政 sent it; the same file is taken in once only."""

    class State(models.TextChoices):
        PLANNED = "planned", "待确认"
        TAKEN = "taken", "已记入"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="payment_files", verbose_name="县（区）")
    name = models.CharField("文件名", max_length=200)
    digest = models.CharField(max_length=64, editable=False)
    file = models.FileField("文件", upload_to="benefits/payments/%Y/", blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)
    kind = models.ForeignKey(
        BenefitKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="补贴种类"
    )
    month = models.DateField("月份", null=True, blank=True)
    plan = models.JSONField("核对结果", default=dict)
    lines = models.PositiveIntegerField("记入行数", default=0)
    refused = models.PositiveIntegerField("未记入行数", default=0)
    amount = models.DecimalField("金额（元）", max_digits=14, decimal_places=2, default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    taken_at = models.DateTimeField("记入时间", null=True, blank=True)

    objects = PaymentFileQuerySet.as_manager()

    class Meta:
        verbose_name = "发放名册"
        verbose_name_plural = "发放名册"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "digest"],
                name="paymentfile_once",
                violation_error_message="这份发放名册已经上传过。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("benefits:payment_file", args=[self.pk])

    @property
    def is_taken(self):
        return self.state == self.State.TAKEN


class PaymentQuerySet(UnitScopedQuerySet):
    unit_path = "unit_path"


class Payment(TimeStamped):
    """What was actually paid to somebody for one month of one benefit.

    What went to somebody whom the register did not know has a `payee` and belongs to the county until it is
    settled who that is. The same benefit may be paid twice for a month: the rows add up.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="残疾人"
    )
    payee = models.ForeignKey(
        Payee, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="领取人"
    )
    unit_path = models.CharField(max_length=40, editable=False)
    kind = models.ForeignKey(BenefitKind, models.PROTECT, related_name="payments", verbose_name="补贴种类")
    month = models.DateField("所属月份")
    amount = models.DecimalField("金额（元）", max_digits=9, decimal_places=2)
    file = models.ForeignKey(
        PaymentFile, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="发放名册"
    )
    line = models.PositiveIntegerField("行", default=0)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "补贴发放"
        verbose_name_plural = "补贴发放"
        constraints = [
            models.CheckConstraint(
                name="payment_is_somebodys",
                condition=Q(person__isnull=False) | Q(payee__isnull=False),
                violation_error_message="须写明发给谁。",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "month", "unit_path"], name="payment_month"),
            # What figures read from the index alone.
            models.Index(fields=["unit_path", "kind", "month", "amount", "person"], name="payment_figures"),
        ]

    def __str__(self):
        return f"{self.kind} {self.month:%Y-%m} {self.amount}"
