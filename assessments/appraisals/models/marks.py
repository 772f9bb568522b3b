from django.conf import settings
from django.db import models
from django.db.models import Q

from assessments.appraisals.models.people import Appraisal, ThroughAppraisal
from assessments.schemes.models import Item
from core.models import TimeStamped


class AppraisalMark(TimeStamped):
    """What somebody was given for one item in one period of the year: the answers, the points, and why."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="marks", verbose_name="考核")
    item = models.ForeignKey(Item, models.PROTECT, related_name="appraisal_marks", verbose_name="考核指标")
    period = models.PositiveSmallIntegerField("期次")
    answers = models.JSONField("填报内容", default=dict, blank=True)
    points = models.DecimalField("得分", max_digits=6, decimal_places=2)
    words = models.CharField("计分过程", max_length=500, blank=True)
    veto = models.CharField("一票否决", max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评分人")
    at = models.DateTimeField("评分时间")
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = ThroughAppraisal.as_manager()

    class Meta:
        verbose_name = "日常考核得分"
        verbose_name_plural = "日常考核得分"
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "item", "period"],
                name="appraisalmark_once_a_period",
                violation_error_message="这一期的这一项已经评分。",
            ),
            models.CheckConstraint(
                name="appraisalmark_period_of_a_year",
                condition=Q(period__gte=1, period__lte=12),
                violation_error_message="期次须在 1 到 12 之间。",
            ),
        ]

    def __str__(self):
        return f"{self.item} {self.points} 分"
