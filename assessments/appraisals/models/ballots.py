from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assessments.appraisals.arithmetic import Votes
from assessments.appraisals.choices import Side, Way
from assessments.appraisals.models.people import Appraisal
from assessments.appraisals.models.years import AppraisalYear
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet


class AppraisalMeeting(TimeStamped):
    """A meeting at which people report and are voted on (述职测评会), by one side and in one way.

    A phone ballot runs from `opens_at` to `closes_at`; `closed_at` once its result has been taken over.
    """

    year = models.ForeignKey(AppraisalYear, models.PROTECT, related_name="meetings", verbose_name="考核年度")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appraisal_meetings", verbose_name="测评单位")
    side = models.CharField("测评方", max_length=6, choices=Side)
    way = models.CharField("测评方式", max_length=6, choices=Way, default=Way.PAPER)
    held_on = models.DateField("会议日期")
    place = models.CharField("会议地点", max_length=100)
    present = models.PositiveSmallIntegerField("到会人数")
    opens_at = models.DateTimeField("开始投票", null=True, blank=True)
    closes_at = models.DateTimeField("截止投票", null=True, blank=True)
    counted_by = models.CharField("计票人", max_length=40, blank=True)
    witness = models.CharField("监票人", max_length=40, blank=True)
    closed_at = models.DateTimeField("结果登记时间", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "述职测评会"
        verbose_name_plural = "述职测评会"
        constraints = [
            models.CheckConstraint(
                name="appraisalmeeting_somebody_present",
                condition=Q(present__gt=0),
                violation_error_message="到会人数须大于 0。",
            ),
            models.CheckConstraint(
                name="appraisalmeeting_phone_has_times",
                condition=Q(way="paper", opens_at=None, closes_at=None)
                | Q(way="phone", opens_at__isnull=False, closes_at__gt=F("opens_at")),
                violation_error_message="手机测评须有开始和截止时间，截止晚于开始。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name} {self.held_on:%Y-%m-%d} {self.get_side_display()}测评"

    def get_absolute_url(self):
        return reverse("appraisals:meeting_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def is_phone(self):
        return self.way == Way.PHONE

    @property
    def is_closed(self):
        return self.closed_at is not None

    def is_open_at(self, moment):
        """True if a phone ballot takes votes at the moment."""
        return self.is_phone and not self.is_closed and self.opens_at <= moment < self.closes_at


class ThroughMeeting(UnitScopedQuerySet):
    unit_path = "meeting__unit__path"


class AppraisalTally(models.Model):
    """How a meeting has voted about one person. There are sums only, never single votes (docs/adr/0037)."""

    meeting = models.ForeignKey(
        AppraisalMeeting, models.CASCADE, related_name="tallies", verbose_name="测评会"
    )
    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="tallies", verbose_name="考核")
    side = models.CharField("测评方", max_length=6, choices=Side)
    excellent = models.PositiveSmallIntegerField("优秀", default=0)
    competent = models.PositiveSmallIntegerField("称职", default=0)
    basic = models.PositiveSmallIntegerField("基本称职", default=0)
    incompetent = models.PositiveSmallIntegerField("不称职", default=0)
    abstained = models.PositiveSmallIntegerField("弃权", default=0)

    objects = ThroughMeeting.as_manager()

    class Meta:
        verbose_name = "测评结果"
        verbose_name_plural = "测评结果"
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "side"],
                name="appraisaltally_once_a_side",
                violation_error_message="此人已在另一次测评中，同一方只测评一次。",
            )
        ]

    def __str__(self):
        return f"{self.appraisal.member.name} {self.get_side_display()}测评"

    @property
    def votes(self):
        return Votes(self.excellent, self.competent, self.basic, self.incompetent, self.abstained)


class AppraisalCode(models.Model):
    """A slip that opens a phone ballot once, known by a keyed digest. It says only whether it was used:
    neither when nor for what (docs/adr/0037)."""

    meeting = models.ForeignKey(AppraisalMeeting, models.CASCADE, related_name="codes", verbose_name="测评会")
    digest = models.CharField("测评码摘要", max_length=64, unique=True, editable=False)
    is_used = models.BooleanField("已使用", default=False)

    objects = ThroughMeeting.as_manager()

    class Meta:
        verbose_name = "测评码"
        verbose_name_plural = "测评码"

    def __str__(self):
        return "已使用的测评码" if self.is_used else "未使用的测评码"
