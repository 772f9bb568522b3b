from django.conf import settings
from django.db import models
from django.urls import reverse

from assessments.periods import FIRST_YEAR, LAST_YEAR
from assessments.rounds.models import Round
from assessments.schemes.choices import Subject
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet


class TieDecisionQuerySet(HandedDownQuerySet):
    unit_path = "round__county__path"


class TieDecision(TimeStamped):
    """Whom the joint meeting gave the last places of a quota, of units with equal points, and why.

    It counts as long as just these units are equal; after another score the meeting decides anew.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="tie_decisions", verbose_name="年度考核")
    group_name = models.CharField("组别", max_length=40, blank=True)
    band_name = models.CharField("等次", max_length=20)
    equal = models.JSONField("并列单位")  # ids of units, in order
    chosen = models.JSONField("评上的单位")
    reason = models.CharField("理由", max_length=300)
    decided_on = models.DateField("会议日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    objects = TieDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "并列名额决定"
        verbose_name_plural = "并列名额决定"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.round}{self.band_name}并列名额决定"

    def get_absolute_url(self):
        return f"{reverse('grading:ranking')}?round={self.round_id}"

    @property
    def unit_path(self):
        return self.round.county.path


class PastTier(TimeStamped):
    """The tier of a unit in a year before the county worked with this system, written down by hand."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="past_tiers", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    subject = models.CharField("考核对象", max_length=20, choices=Subject)
    tier = models.CharField("档次", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "历史档次"
        verbose_name_plural = "历史档次"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "subject"],
                name="pasttier_once_a_year",
                violation_error_message="该单位这一年度已登记档次。",
            ),
            models.CheckConstraint(
                name="pasttier_in_a_real_year",
                condition=models.Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                violation_error_message="年度不正确。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name} {self.year}：{self.tier}"

    @property
    def unit_path(self):
        return self.unit.path
