from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.encryption import EncryptedTextField
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.survey.models.lines import SurveyLine, ThroughLine
from registry.survey.models.rounds import SurveyRound


class SurveyCheck(TimeStamped):
    """复查验收: a sample of finished sheets below a unit, asked a second time. A seed draws it again."""

    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="checks", verbose_name="年度调查")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="复查范围")
    percent = models.PositiveSmallIntegerField("抽取比例（%）")
    seed = models.PositiveIntegerField("随机种子")
    drawn_from = models.PositiveIntegerField("可抽取份数")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="抽取人")
    at = models.DateTimeField("抽取时间")

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "复查"
        verbose_name_plural = "复查"
        constraints = [
            models.CheckConstraint(
                name="surveycheck_percent_in_range",
                condition=Q(percent__gte=1, percent__lte=100),
                violation_error_message="抽取比例须在 1 到 100 之间。",
            ),
            models.UniqueConstraint(
                fields=["round", "unit", "seed", "percent"],
                name="surveycheck_once",
                violation_error_message="用同一个种子抽过同样的样本。",
            ),
        ]

    def __str__(self):
        return f"{self.round}：{self.unit.name}复查 {self.percent}%"

    def get_absolute_url(self):
        return reverse("survey:check_detail", args=[self.pk])


class SurveyCheckLine(models.Model):
    """One sheet of the sample: what was answered the second time, and in how many items it differs."""

    check_of = models.ForeignKey(SurveyCheck, models.CASCADE, related_name="rows", verbose_name="复查")
    line = models.ForeignKey(SurveyLine, models.PROTECT, related_name="checks", verbose_name="调查底册")
    answers = EncryptedTextField("复查答案", blank=True)
    items = models.PositiveSmallIntegerField("核对项数", default=0)
    differing = models.JSONField("不一致的项目", default=list, blank=True)
    done_at = models.DateTimeField("复查时间", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复查人",
    )

    objects = ThroughLine.as_manager()

    class Meta:
        verbose_name = "复查样本"
        verbose_name_plural = "复查样本"
        constraints = [models.UniqueConstraint(fields=["check_of", "line"], name="surveycheckline_once")]

    def __str__(self):
        return f"{self.check_of}：{self.line.name}"

    @property
    def unit_path(self):
        return self.line.unit_path
