from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet
from registry.benefits.choices import Circumstances, RuleCode
from registry.benefits.defaults import RULES
from registry.choices import Category, Grade, Hukou

SUBSISTENCES = [
    (choice.value, choice.label)
    for choice in (Circumstances.DIBAO, Circumstances.TEKUN, Circumstances.LOW_INCOME)
]


class BenefitKindQuerySet(HandedDownQuerySet):
    def offered(self):
        return self.filter(is_offered=True)

    def in_order(self):
        return self.order_by("unit__path", "order", "pk")


class BenefitKind(TimeStamped):
    """A benefit that a county grants, with what it takes and what rules it out (domain.md §6.1).

    `by_decision`: the tier is decided by the review and cannot be read off the register. `is_household`:
    one grant for a household, its amount for so many persons.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="benefit_kinds", verbose_name="县（区）")
    code = models.CharField("代码", max_length=30, editable=False)
    name = models.CharField("名称", max_length=60)
    short_name = models.CharField("简称", max_length=20)
    order = models.PositiveSmallIntegerField("次序", default=50)
    requires = models.CharField("对象须为", max_length=20, choices=SUBSISTENCES, blank=True)
    needs_card = models.BooleanField("须有有效残疾人证", default=True)
    by_decision = models.BooleanField("档次由评审确定", default=False)
    is_household = models.BooleanField("按户享受", default=False)
    excluded_by = models.CharField("不得同时", max_length=100, blank=True)
    higher_of = models.CharField(
        "择高组", max_length=20, blank=True, help_text="组名相同的几种补贴，只享受金额较高的一种。"
    )
    source = models.CharField("依据", max_length=200, blank=True)
    is_offered = models.BooleanField("启用", default=True)

    objects = BenefitKindQuerySet.as_manager()

    class Meta:
        verbose_name = "补贴种类"
        verbose_name_plural = "补贴种类"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code"],
                name="benefitkind_code_once",
                violation_error_message="该代码已经使用。",
            ),
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="benefitkind_name_once",
                violation_error_message="已有同名的补贴。",
            ),
        ]

    def __str__(self):
        return self.short_name

    @property
    def exclusions(self):
        """Return the codes of the circumstances that rule it out."""
        return tuple(code for code in self.excluded_by.split(",") if code)

    @property
    def exclusion_words(self):
        return "、".join(Circumstances(code).label for code in self.exclusions)


class BenefitStandardQuerySet(HandedDownQuerySet):
    def in_force(self, on):
        """Keep those that hold in the month of the day `on`."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class BenefitStandard(TimeStamped):
    """One tier of a kind: whom it is for, and yuan per month, from a month until a month.

    Conditions left empty do not narrow. `grades` and `categories` hold the digits of the certificate
    number. An example that was shipped is marked until the county has confirmed it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="benefit_standards", verbose_name="县（区）")
    kind = models.ForeignKey(BenefitKind, models.PROTECT, related_name="standards", verbose_name="补贴种类")
    tier = models.CharField("档次", max_length=40)
    order = models.PositiveSmallIntegerField("次序", default=50)
    amount = models.DecimalField("每月金额（元）", max_digits=9, decimal_places=2)
    grades = models.CharField("残疾等级", max_length=4, blank=True)
    categories = models.CharField("残疾类别", max_length=7, blank=True)
    subsistence = models.CharField("家庭情况", max_length=20, choices=SUBSISTENCES, blank=True)
    age_from = models.PositiveSmallIntegerField("年龄从", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("年龄到", null=True, blank=True)
    hukou = models.CharField("户口性质", max_length=10, choices=Hukou, blank=True)
    valid_from = models.DateField("执行月份")
    valid_to = models.DateField("终止日期", null=True, blank=True)
    source = models.CharField("依据", max_length=200, blank=True)
    is_example = models.BooleanField("示例", default=False)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )

    objects = BenefitStandardQuerySet.as_manager()

    class Meta:
        verbose_name = "补贴标准"
        verbose_name_plural = "补贴标准"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "tier", "valid_from"],
                name="benefitstandard_one_a_month",
                violation_error_message="这一档在该月已有一条标准。",
            ),
            models.CheckConstraint(
                name="benefitstandard_has_an_amount",
                condition=Q(amount__gte=0),
                violation_error_message="金额不能小于 0。",
            ),
            models.CheckConstraint(
                name="benefitstandard_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="终止日期不能早于执行月份。",
            ),
        ]

    def __str__(self):
        return f"{self.kind}{self.tier}"

    def holds_in(self, month):
        """True in the month that begins on `month`: what `in_force` asks the database."""
        return self.valid_from <= month and (self.valid_to is None or self.valid_to >= month)

    @property
    def conditions(self):
        """Return in words whom the tier is for."""
        parts = [self.get_subsistence_display() and f"{self.get_subsistence_display()}对象"]
        parts.append("、".join(Grade(digit).label for digit in self.grades))
        parts.append("、".join(Category(digit).label for digit in self.categories))
        if self.age_from is not None or self.age_to is not None:
            low, high = self.age_from, self.age_to
            parts.append(
                f"{low} 至 {high} 周岁"
                if low is not None and high is not None
                else (f"满 {low} 周岁" if low is not None else f"{high} 周岁以下")
            )
        parts.append(self.get_hukou_display() and f"{self.get_hukou_display()}户口")
        return "，".join(part for part in parts if part) or "不限"

    @property
    def badge(self):
        """Return (text, tone) for its state today."""
        today = timezone.localdate()
        if self.valid_from > today:
            return "尚未执行", "info"
        if self.valid_to is not None and self.valid_to < today:
            return "已停止", "none"
        return ("示例，待确认", "warn") if self.is_example else ("执行中", "good")


class BenefitRuleQuerySet(HandedDownQuerySet):
    def in_order(self):
        return self.order_by("since", "pk")


class BenefitRule(TimeStamped):
    """A rule of dynamic management as a county has set it, from `since` on (domain.md §6.3).

    Without a row the rule of `defaults.toml` holds.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="benefit_rules", verbose_name="县（区）")
    code = models.CharField("规则", max_length=20, choices=RuleCode)
    since = models.DateField("起始日期")
    is_on = models.BooleanField("启用", default=True)
    months = models.PositiveSmallIntegerField(
        "几个月后生效", default=1, help_text="0 为当月，1 为次月，依此类推。"
    )
    source = models.CharField("依据", max_length=200, blank=True)

    objects = BenefitRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "动态管理规则"
        verbose_name_plural = "动态管理规则"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code", "since"],
                name="benefitrule_once_a_day",
                violation_error_message="该规则在这一天已有一条规定。",
            ),
        ]

    def __str__(self):
        return self.get_code_display()

    @property
    def text(self):
        return RULES[self.code]["text"]
