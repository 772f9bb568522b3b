from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from staff.numbering.choices import NumberKind

LEAST_DIGITS, MOST_DIGITS = 3, 6


class NumberRule(DatedRule):
    """How a county writes the numbers of one kind from `since` on; without a row `defaults` holds."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="number_rules", verbose_name="县（区）")
    kind = models.CharField("编号种类", max_length=20, choices=NumberKind)
    prefix = models.CharField(
        "前缀",
        max_length=20,
        validators=[RegexValidator(r"^[0-9A-Za-z\u4e00-\u9fff〔〕]+$", "前缀只能用汉字、字母和数字。")],
    )
    with_code = models.BooleanField("前缀后加县（区）代码", default=True)
    digits = models.PositiveSmallIntegerField(
        "顺序号位数",
        default=4,
        validators=[MinValueValidator(LEAST_DIGITS), MaxValueValidator(MOST_DIGITS)],
    )
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "编号规则"
        verbose_name_plural = "编号规则"
        constraints = [
            *dated_constraints(
                fields=["unit", "kind"],
                one_open="numberrule_one_open",
                one_a_day="numberrule_one_a_day",
                ends="numberrule_ends_after_it_begins",
                what="该种编号",
                noun="规则",
            ),
            models.CheckConstraint(
                name="numberrule_has_digits",
                condition=Q(digits__gte=LEAST_DIGITS, digits__lte=MOST_DIGITS),
                violation_error_message=f"顺序号须为 {LEAST_DIGITS} 至 {MOST_DIGITS} 位。",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}：{self.prefix}"

    def written(self, serial, *, county, year):
        """Return the number with the serial, such as PX620422-2026-0007."""
        code = county.code[:6] if self.with_code else ""
        return f"{self.prefix}{code}-{year}-{serial:0{self.digits}d}"


class NumberCounter(models.Model):
    """The last serial given out in a county, kind and year; its row is the lock under which the next is
    taken."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县（区）")
    kind = models.CharField("编号种类", max_length=20, choices=NumberKind)
    year = models.PositiveSmallIntegerField("年度")
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = "编号计数"
        verbose_name_plural = "编号计数"
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "year"], name="numbercounter_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.year}：{self.last}"
