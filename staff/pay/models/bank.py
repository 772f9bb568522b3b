from django.conf import settings
from django.db import models
from django.db.models import Q

from core.encryption import EncryptedTextField
from core.models import TimeStamped
from orgs.scoping import UnitScopedQuerySet
from staff.pay.models.runs import StipendRun
from staff.pay.models.settings import BankLayout

USER = settings.AUTH_USER_MODEL


class OfRunQuerySet(UnitScopedQuerySet):
    unit_path = "run__unit__path"


class BankExport(TimeStamped):
    """A file made for the bank: which, by whom, and its digest. A second one of a run needs a reason.

    The content is not kept, because it holds account numbers; the same lines and layout make it again.
    """

    run = models.ForeignKey(StipendRun, models.PROTECT, related_name="exports", verbose_name="名册")
    number = models.PositiveSmallIntegerField("第几次")
    layout = models.ForeignKey(BankLayout, models.PROTECT, related_name="+", verbose_name="格式")
    file_name = models.CharField("文件名", max_length=150)
    sha256 = models.CharField("校验值", max_length=64)
    lines = models.PositiveIntegerField("笔数")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    reason = models.CharField("再次导出的原因", max_length=200, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="导出人")
    at = models.DateTimeField("导出时间")

    objects = OfRunQuerySet.as_manager()

    class Meta:
        verbose_name = "银行文件导出"
        verbose_name_plural = "银行文件导出"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"],
                name="bankexport_once_per_number",
                violation_error_message="这份名册刚刚已经导出。",
            ),
            models.CheckConstraint(
                name="bankexport_again_has_a_reason",
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")),
                violation_error_message="再次导出须写明原因。",
            ),
        ]

    def __str__(self):
        return self.file_name


class BankReturn(TimeStamped):
    """The bank's answer to a run, as it was read: its digest, its sums, and the file itself, encrypted."""

    run = models.OneToOneField(StipendRun, models.PROTECT, related_name="bank_return", verbose_name="名册")
    file_name = models.CharField("文件名", max_length=150)
    sha256 = models.CharField("校验值", max_length=64, unique=True)
    content = EncryptedTextField("内容", blank=True)  # base64
    paid = models.PositiveIntegerField("入账笔数")
    failed = models.PositiveIntegerField("退回笔数")
    paid_amount = models.DecimalField("入账金额（元）", max_digits=12, decimal_places=2)
    failed_amount = models.DecimalField("退回金额（元）", max_digits=12, decimal_places=2)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="读入人")
    at = models.DateTimeField("读入时间")

    objects = OfRunQuerySet.as_manager()

    class Meta:
        verbose_name = "银行回盘"
        verbose_name_plural = "银行回盘"

    def __str__(self):
        return self.file_name
