from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.periods import FIRST_YEAR, LAST_YEAR
from assessments.rounds.choices import PHASES, Phase
from assessments.schemes.choices import Subject
from assessments.schemes.models import Scheme
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet


class RoundQuerySet(HandedDownQuerySet):
    unit_path = "county__path"


class Round(TimeStamped):
    """The assessment of one subject in one county in one year, by the scheme version in force."""

    county = models.ForeignKey(Unit, models.PROTECT, related_name="rounds", verbose_name="县（区）")
    year = models.PositiveSmallIntegerField("年度")
    subject = models.CharField("考核对象", max_length=20, choices=Subject)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="rounds", verbose_name="考核方案")
    phase = models.CharField("阶段", max_length=10, choices=Phase, default=Phase.PLANNING)
    self_from = models.DateField("自评开始")
    self_until = models.DateField("自评截止")
    review_until = models.DateField("复核截止")
    meeting_on = models.DateField("联席会议日期", null=True, blank=True)
    appeal_until = models.DateField("申诉截止", null=True, blank=True)
    final_at = models.DateTimeField("定稿时间", null=True, blank=True)
    final_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="定稿人",
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "年度考核"
        verbose_name_plural = "年度考核"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year", "subject"],
                name="round_once_a_year",
                violation_error_message="这一年度、这一对象的考核已经建立。",
            ),
            models.CheckConstraint(
                name="round_in_a_real_year",
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                violation_error_message="年度不正确。",
            ),
            models.CheckConstraint(
                name="round_days_in_order",
                condition=Q(self_until__gte=models.F("self_from"), review_until__gte=models.F("self_until")),
                violation_error_message="自评开始、自评截止、复核截止须依次不早于前一个日期。",
            ),
            models.CheckConstraint(
                name="round_final_by_somebody",
                condition=Q(phase="final", final_at__isnull=False, final_by__isnull=False)
                | (~Q(phase="final") & Q(final_at=None, final_by=None)),
                violation_error_message="定稿须有定稿人和定稿时间。",
            ),
        ]

    def __str__(self):
        return f"{self.year} 年度{self.get_subject_display()}考核"

    def get_absolute_url(self):
        return reverse("rounds:round_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.county.path

    @property
    def is_final(self):
        return self.phase == Phase.FINAL

    def is_past(self, phase):
        """True if the year has gone beyond `phase`."""
        return PHASES.index(Phase(self.phase)) > PHASES.index(phase)
