from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from core.models import TimeStamped
from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet
from staff.choices import Encoding, FileFormat, Guard, GuardLevel, Period

NOTICE_DAYS = 7  # 示例: no founding document names the days; 5 to 7 are usual for rolls
LOOK_BACK = 12  # 建议: months that a change of the past may reach back
PAY_WITHIN = 30  # 建议: days after the end of a period; no founding document names a term


class PayPolicy(DatedRule):
    """How a county pays: how often, from which sum a second approver is asked, how long the notice hangs."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pay_policies", verbose_name="县（区）")
    period = models.CharField("发放周期", max_length=10, choices=Period, default=Period.HALF)
    second_above = models.DecimalField(
        "超过多少元须终审", max_digits=12, decimal_places=2, null=True, blank=True,
        help_text="一次发放的合计超过这个数的，复核后还须第三人终审；留空表示不用终审。",
    )  # fmt: skip
    notice_days = models.PositiveSmallIntegerField(
        "公示天数", default=NOTICE_DAYS, validators=[MinValueValidator(1)]
    )
    look_back = models.PositiveSmallIntegerField(
        "追溯月数", default=LOOK_BACK, help_text="以前月份的变动，往回查多少个月，补发或追回。"
    )
    pay_within = models.PositiveSmallIntegerField(
        "发放期限（天）", default=PAY_WITHIN, help_text="发放期结束后多少天内入账算按时；考核按此计算。"
    )
    source = models.CharField("依据文件", max_length=200, blank=True)

    class Meta:
        verbose_name = "发放规定"
        verbose_name_plural = "发放规定"
        constraints = [
            *dated_constraints(
                fields=["unit"],
                one_open="paypolicy_one_open",
                one_a_day="paypolicy_one_per_day",
                ends="paypolicy_ends_after_it_begins",
                what="本县",
                noun="发放规定",
            ),
            models.CheckConstraint(
                name="paypolicy_has_a_notice",
                condition=Q(notice_days__gte=1, look_back__lte=60),
                violation_error_message="公示至少 1 天，追溯不超过 60 个月。",
            ),
        ]

    def __str__(self):
        return f"{self.get_period_display()}发放，公示 {self.notice_days} 天"


class GuardRule(DatedRule):
    """Whether a finding before the review blocks the run, is only shown, or is not looked for."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="guard_rules", verbose_name="县（区）")
    code = models.CharField("检查", max_length=20, choices=Guard)
    level = models.CharField("处理", max_length=10, choices=GuardLevel)
    source = models.CharField("依据文件", max_length=200, blank=True)

    class Meta:
        verbose_name = "发放前检查"
        verbose_name_plural = "发放前检查"
        constraints = dated_constraints(
            fields=["unit", "code"],
            one_open="guardrule_one_open",
            one_a_day="guardrule_one_per_day",
            ends="guardrule_ends_after_it_begins",
            what="这项检查",
            noun="规定",
        )

    def __str__(self):
        return f"{self.get_code_display()}：{self.get_level_display()}"


class BankLayoutQuerySet(HandedDownQuerySet):
    def in_use(self):
        return self.filter(is_used=True)


class BankLayout(TimeStamped):
    """How the file for a bank is laid out, and by which titles its answer is understood.

    `columns` is a list of {"title", "field", "text"}: a field of `pay.layouts.FIELDS`, or a fixed text.
    `return_titles` maps what must be found in the answer to the titles that it may have.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bank_layouts", verbose_name="县（区）")
    name = models.CharField("名称", max_length=60)
    file_format = models.CharField("文件类型", max_length=10, choices=FileFormat)
    delimiter = models.CharField("分隔符", max_length=1, default="^")
    encoding = models.CharField("文字编码", max_length=12, choices=Encoding, default=Encoding.GB18030)
    has_header = models.BooleanField("第一行写列名", default=True)
    columns = models.JSONField("列")
    return_titles = models.JSONField("回盘列名")
    paid_words = models.CharField("表示已入账的词", max_length=200)
    failures_only = models.BooleanField("回盘只列失败的", default=False)
    source = models.CharField("依据", max_length=200, blank=True)
    is_used = models.BooleanField("启用", default=True)

    objects = BankLayoutQuerySet.as_manager()

    class Meta:
        verbose_name = "银行文件格式"
        verbose_name_plural = "银行文件格式"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="banklayout_name_once",
                violation_error_message="已有同名的银行文件格式。",
            ),
        ]

    def __str__(self):
        return self.name
