from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.models import TimeStamped
from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet
from staff.choices import Payer, PostType, Proration, TopUp
from staff.pay.words import rule_in_words

LAST_CUTOFF_DAY = 28  # the last day that every month has


class StipendStandard(DatedRule):
    """What a type of post is paid each month, in yuan, from `since` (a first of month) to `until`.

    Set by a county, or by a township or village for its own people; the nearest goes first. `with_dibao`:
    低保加补贴, what the member draws as 低保 is counted first (SEED0 会宁; domain.md §0.3).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stipend_standards", verbose_name="适用单位")
    post_type = models.CharField("岗位类型", max_length=20, choices=PostType)
    monthly_amount = models.DecimalField("月标准（元）", max_digits=9, decimal_places=2)
    payer = models.CharField("资金来源", max_length=20, choices=Payer)
    with_dibao = models.BooleanField("低保加补贴（减去低保金后补差）", default=False)
    since = models.DateField("起始日期", help_text="从某月 1 日起执行。")
    source = models.CharField("依据文件", max_length=200, blank=True)

    class Meta:
        verbose_name = "补贴标准"
        verbose_name_plural = "补贴标准"
        constraints = [
            *dated_constraints(
                fields=["unit", "post_type"],
                one_open="standard_one_open_per_post_type",
                one_a_day="standard_one_per_day",
                ends="standard_ends_after_it_begins",
                what="该岗位类型",
                noun="标准",
                strictly=True,
            ),
            models.CheckConstraint(
                name="standard_is_positive",
                condition=Q(monthly_amount__gt=0),
                violation_error_message="月标准须大于 0。",
            ),
            models.CheckConstraint(
                name="standard_begins_with_a_month",
                condition=Q(since__day=1),
                violation_error_message="起始日期须为某月 1 日。",
            ),
        ]

    def __str__(self):
        return f"{self.get_post_type_display()}每月 {self.monthly_amount} 元"


class StipendRule(TimeStamped):
    """How a county counts the months in which somebody joins or leaves, from `since` on.

    Without a row: a month counts in full for whoever holds the post on its 15th, and not at all for others.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stipend_rules", verbose_name="县（区）")
    since = models.DateField("起始日期", help_text="从某月 1 日起执行。")
    proration = models.CharField("不足月的算法", max_length=10, choices=Proration, default=Proration.CUTOFF)
    cutoff_day = models.PositiveSmallIntegerField(
        "规定日期",
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(LAST_CUTOFF_DAY)],
        help_text="当月这一天在岗的，计发整月；否则当月不计发。",
    )
    top_up = models.CharField("低保加补贴时", max_length=10, choices=TopUp, default=TopUp.NONE)
    dibao_amount = models.DecimalField("低保定额（元/月）", max_digits=9, decimal_places=2, default=0)
    stops_at_contract_end = models.BooleanField("合同期满未续签的停发", default=True)
    source = models.CharField("依据文件", max_length=200, blank=True)

    objects = HandedDownQuerySet.as_manager()

    class Meta:
        verbose_name = "补贴计发规则"
        verbose_name_plural = "补贴计发规则"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "since"],
                name="stipendrule_one_a_day",
                violation_error_message="同一天起已有一条计发规则。",
            ),
            models.CheckConstraint(
                name="stipendrule_begins_with_a_month",
                condition=Q(since__day=1),
                violation_error_message="起始日期须为某月 1 日。",
            ),
            models.CheckConstraint(
                name="stipendrule_cutoff_is_in_every_month",
                condition=Q(cutoff_day__gte=1, cutoff_day__lte=LAST_CUTOFF_DAY),
                violation_error_message="规定日期须在 1 日至 28 日之间。",
            ),
            models.CheckConstraint(
                name="stipendrule_dibao_not_negative",
                condition=Q(dibao_amount__gte=0),
                violation_error_message="低保定额不能小于 0。",
            ),
        ]

    def __str__(self):
        return self.in_words

    @property
    def in_words(self):
        """Return the rule as one sentence for the explanation of a line."""
        return rule_in_words(self)


class InsuranceRate(DatedRule):
    """A social insurance of a type of post: the parts of employer and member in percent of a base.

    `base` is yuan a month; without one the pay of the month is the base. The member's part is taken off the
    payment, the employer's is shown. No figures are known from the founding documents; a county sets its own.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="insurance_rates", verbose_name="县（区）")
    post_type = models.CharField("岗位类型", max_length=20, choices=PostType)
    name = models.CharField("险种", max_length=30)
    base = models.DecimalField(
        "缴费基数（元/月）",
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="留空按当月补贴。",
    )
    personal_percent = models.DecimalField("个人部分（%）", max_digits=5, decimal_places=2)
    employer_percent = models.DecimalField("单位部分（%）", max_digits=5, decimal_places=2)
    source = models.CharField("依据文件", max_length=200, blank=True)

    class Meta:
        verbose_name = "社会保险费率"
        verbose_name_plural = "社会保险费率"
        constraints = [
            *dated_constraints(
                fields=["unit", "post_type", "name"],
                one_open="insurancerate_one_open",
                one_a_day="insurancerate_one_per_day",
                ends="insurancerate_ends_after_it_begins",
                what="该岗位类型的这一险种",
                noun="费率",
            ),
            models.CheckConstraint(
                name="insurancerate_is_a_share",
                condition=Q(personal_percent__gte=0, personal_percent__lte=100)
                & Q(employer_percent__gte=0, employer_percent__lte=100)
                & (Q(base=None) | Q(base__gt=0)),
                violation_error_message="比例须在 0 至 100 之间，基数须大于 0。",
            ),
            models.CheckConstraint(
                name="insurancerate_begins_with_a_month",
                condition=Q(since__day=1),
                violation_error_message="起始日期须为某月 1 日。",
            ),
        ]

    def __str__(self):
        return f"{self.name}：个人 {self.personal_percent}%，单位 {self.employer_percent}%"
