from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.models.checklists import ChecklistItem
from assessments.periods import FIRST_YEAR, LAST_YEAR, Quarter
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet


class CheckQuerySet(UnitScopedQuerySet):
    def of(self, period):
        """Keep the checks of one quarter."""
        return self.filter(year=period.year, quarter=period.number)


class Check(TimeStamped):
    """What was found for one item at one unit in one quarter, by a person or by the system.

    In an open quarter a row with source `fact` only holds evidence: its result is computed anew each time.
    Closing the quarter freezes it.
    """

    class Result(models.TextChoices):
        YES = "yes", "有"
        NO = "no", "无"
        UNSEEN = "unseen", "未查"

    class Source(models.TextChoices):
        HAND = "hand", "人工查验"
        FACT = "fact", "系统判定"
        OVERRIDE = "override", "人工改判"

    class FactValue(models.TextChoices):
        YES = "yes", "有"
        NO = "no", "无"
        UNKNOWN = "unknown", "无数据"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="checks", verbose_name="单位")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="checks", verbose_name="项目")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    result = models.CharField("结果", max_length=10, choices=Result)
    source = models.CharField("判定来源", max_length=10, choices=Source)
    reason = models.CharField("改判理由", max_length=300, blank=True)
    note = models.CharField("备注", max_length=300, blank=True)
    fact_value = models.CharField("系统判定值", max_length=10, choices=FactValue, blank=True)
    fact_text = models.CharField("系统判定依据", max_length=200, blank=True)
    checked_on = models.DateField("查验日期", null=True, blank=True)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="checks",
        verbose_name="查验人",
    )
    # A village overrules the system about itself: the township or the county has to find it right.
    awaits_confirmation = models.BooleanField("待上级确认", default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认人",
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = "查验记录"
        verbose_name_plural = "查验记录"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "item", "year", "quarter"],
                name="check_once_a_quarter",
                violation_error_message="该单位这一项本季度已有查验记录。",
            ),
            models.CheckConstraint(
                name="check_in_a_real_quarter",
                condition=Q(quarter__gte=1, quarter__lte=4, year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                violation_error_message="年度或季度不正确。",
            ),
            models.CheckConstraint(
                name="check_override_gives_reason",
                condition=~Q(source="override") | (~Q(reason="") & ~Q(fact_value="")),
                violation_error_message="人工改判须写明理由，并保留系统判定值。",
            ),
            models.CheckConstraint(
                name="check_fact_keeps_value",
                condition=~Q(source="fact") | ~Q(fact_value=""),
                violation_error_message="系统判定须保留判定值。",
            ),
            models.CheckConstraint(
                name="check_waits_only_overruled",
                condition=Q(awaits_confirmation=False) | Q(source="override", confirmed_by=None),
                violation_error_message="只有改判需要上级确认。",
            ),
            models.CheckConstraint(
                name="check_by_hand_names_inspector",
                condition=Q(source="fact") | Q(inspector__isnull=False, checked_on__isnull=False),
                violation_error_message="人工查验须有查验人和查验日期。",
            ),
        ]
        indexes = [models.Index(fields=["year", "quarter", "unit"], name="check_period_unit")]

    def __str__(self):
        return f"{self.unit.name} {self.item.short_name}：{self.get_result_display()}"

    def get_absolute_url(self):
        return reverse("assessments:cell_detail", args=[self.unit_id, self.item_id, self.period])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def period(self):
        return Quarter(self.year, self.quarter)

    @property
    def is_override(self):
        return self.source == self.Source.OVERRIDE

    @property
    def is_by_fact(self):
        return self.source == self.Source.FACT


class ClosedQuarterQuerySet(HandedDownQuerySet):
    unit_path = "county__path"


class ClosedQuarter(models.Model):
    """A quarter that a county has closed; its checks never change again."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="closed_quarters", verbose_name="县（区）")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    closed_at = models.DateTimeField("截止时间")
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="截止人"
    )

    objects = ClosedQuarterQuerySet.as_manager()

    class Meta:
        verbose_name = "已截止季度"
        verbose_name_plural = "已截止季度"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year", "quarter"],
                name="closed_quarter_once",
                violation_error_message="这一季度已经截止。",
            ),
            models.CheckConstraint(
                name="closed_quarter_is_real",
                condition=Q(quarter__gte=1, quarter__lte=4, year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                violation_error_message="年度或季度不正确。",
            ),
        ]

    def __str__(self):
        return f"{self.county.name} {Quarter(self.year, self.quarter)}"

    @property
    def unit_path(self):
        return self.county.path
