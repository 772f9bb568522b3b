from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.rounds.choices import Stage
from assessments.rounds.models.sheets import Sheet
from assessments.schemes.models import Item
from core.models import TimeStamped
from orgs.scoping import UnitScopedQuerySet


class MarkQuerySet(UnitScopedQuerySet):
    unit_path = "sheet__unit__path"


class Mark(TimeStamped):
    """What one stage has said of one item of a unit's sheet; earlier stages stay as they were.

    `answers` are those to the questions of the rule; empty (None) where the points were set directly, as a
    joint meeting or an appeal may. Where a fact answers too, what it said then is kept beside.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="marks", verbose_name="考核评分表")
    item = models.ForeignKey(Item, models.PROTECT, related_name="marks", verbose_name="考核指标")
    lineage = models.UUIDField("指标沿革号")
    stage = models.PositiveSmallIntegerField("阶段", choices=Stage)
    answers = models.JSONField("填报", null=True, blank=True)
    points = models.DecimalField("得分", max_digits=7, decimal_places=2)
    words = models.CharField("计分说明", max_length=300, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    fact_answers = models.JSONField("系统判定", null=True, blank=True)
    fact_points = models.DecimalField("系统得分", max_digits=7, decimal_places=2, null=True, blank=True)
    fact_words = models.CharField("系统判定依据", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评分人")
    at = models.DateTimeField("评分时间")
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = "评分"
        verbose_name_plural = "评分"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "lineage", "stage"],
                name="mark_once_a_stage",
                violation_error_message="这一项在这一阶段已有评分。",
            ),
            models.CheckConstraint(
                name="mark_set_directly_gives_reason",
                condition=Q(answers__isnull=False) | ~Q(reason=""),
                violation_error_message="直接给分须写明理由。",
            ),
        ]

    def __str__(self):
        return f"{self.sheet.unit.name} {self.item.name} {self.get_stage_display()}：{self.points}"

    @property
    def unit_path(self):
        return self.sheet.unit.path
