from django.conf import settings
from django.db import models
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.survey.models.rounds import SurveyRound


class SurveyImport(TimeStamped):
    """A filled-in 底册 that was sent back, with what taking it in would do.

    The plan names rows and lines only; the answers are read again from the kept file when it is applied.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "待确认"
        APPLIED = "applied", "已导入"

    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="+", verbose_name="年度调查")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="范围")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    file = models.FileField("文件", upload_to="survey/%Y/%m/")
    file_name = models.CharField("文件名", max_length=200)
    plan = models.JSONField("核对结果", default=dict)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED)
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "底册导入"
        verbose_name_plural = "底册导入"

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("survey:import_detail", args=[self.pk])

    @property
    def is_planned(self):
        return self.state == self.State.PLANNED
