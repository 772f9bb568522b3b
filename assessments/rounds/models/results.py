from django.db import models

from assessments.rounds.models.sheets import Sheet
from orgs.scoping import UnitScopedQuerySet


class ResultQuerySet(UnitScopedQuerySet):
    unit_path = "sheet__unit__path"


class Result(models.Model):
    """The final result of a unit, frozen: what is computed later never changes it."""

    sheet = models.OneToOneField(Sheet, models.PROTECT, related_name="result", verbose_name="考核评分表")
    points = models.DecimalField("基本分", max_digits=7, decimal_places=2)
    bonus = models.DecimalField("加分", max_digits=6, decimal_places=2)
    total = models.DecimalField("总分", max_digits=7, decimal_places=2)
    veto = models.CharField("一票否决", max_length=120, blank=True)
    rank = models.PositiveIntegerField("名次")
    group_name = models.CharField("组别", max_length=40, blank=True)
    group_rank = models.PositiveIntegerField("组内名次", null=True, blank=True)
    grade = models.CharField("等次", max_length=20, blank=True)
    grade_words = models.CharField("等次说明", max_length=200, blank=True)
    stars = models.CharField("星级", max_length=20, blank=True)
    tier = models.CharField("档次", max_length=20, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = "考核结果"
        verbose_name_plural = "考核结果"

    def __str__(self):
        return f"{self.sheet}：{self.total}"

    @property
    def unit_path(self):
        return self.sheet.unit.path


class ResultItemQuerySet(UnitScopedQuerySet):
    unit_path = "result__sheet__unit__path"


class ResultItem(models.Model):
    """What one item came to in the end, and by which stage."""

    result = models.ForeignKey(Result, models.CASCADE, related_name="items", verbose_name="考核结果")
    lineage = models.UUIDField("指标沿革号")
    stage = models.PositiveSmallIntegerField("阶段", null=True, blank=True)
    points = models.DecimalField("得分", max_digits=7, decimal_places=2)
    full = models.DecimalField("分值", max_digits=7, decimal_places=2)
    words = models.CharField("计分说明", max_length=300, blank=True)

    objects = ResultItemQuerySet.as_manager()

    class Meta:
        verbose_name = "考核结果明细"
        verbose_name_plural = "考核结果明细"
        constraints = [
            models.UniqueConstraint(fields=["result", "lineage"], name="result_item_once"),
        ]

    def __str__(self):
        return f"{self.result}：{self.points}"

    @property
    def unit_path(self):
        return self.result.sheet.unit.path
