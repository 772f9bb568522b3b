from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.grading.choices import RecognitionKind
from assessments.rounds.models import Sheet
from core.models import TimeStamped
from orgs.scoping import UnitScopedQuerySet


class RecognitionQuerySet(UnitScopedQuerySet):
    unit_path = "sheet__unit__path"

    def standing(self):
        """Leave out what was taken back."""
        return self.filter(withdrawn_on=None)


class Recognition(TimeStamped):
    """What a county has made of a result: a plaque, a 示范点, a reward or a criticism, with its reason."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="recognitions", verbose_name="考核评分表")
    kind = models.CharField("种类", max_length=10, choices=RecognitionKind)
    name = models.CharField("名称", max_length=60)
    reason = models.CharField("理由", max_length=300)
    decided_on = models.DateField("决定日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销理由", max_length=300, blank=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        verbose_name = "考核结果运用"
        verbose_name_plural = "考核结果运用"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "kind", "name"],
                condition=Q(withdrawn_on=None),
                name="recognition_once",
                violation_error_message="该单位已登记这一项。",
            ),
            models.CheckConstraint(
                name="recognition_withdrawn_for_a_reason",
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_reason=""),
                violation_error_message="撤销须写明理由。",
            ),
        ]

    def __str__(self):
        return f"{self.sheet.unit.name}：{self.name}"

    @property
    def unit_path(self):
        return self.sheet.unit.path
