from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from assessments.appraisals.choices import AUDIENCE, GRADE_TONES, Grade, Level, Side
from assessments.appraisals.models.years import AppraisalYear
from core.models import TimeStamped
from orgs.scoping import UnitScopedQuerySet
from staff.models import Appointment

POINTS = {"max_digits": 6, "decimal_places": 2, "null": True, "blank": True}


class AppraisalQuerySet(UnitScopedQuerySet):
    """Seen where the post is; a post that follows a merged unit takes its appraisals along."""

    unit_path = "appointment__post__unit__path"

    def included(self):
        """Leave out those who are not graded."""
        return self.filter(excluded_because="")

    def for_list(self):
        return self.select_related("year__county", "appointment__member", "appointment__post__unit__parent")

    def in_tree_order(self):
        return self.order_by("appointment__post__unit__path", "appointment__post__post_type", "pk")


def _who(label):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Appraisal(TimeStamped):
    """One person's appraisal of one year, in the post held last in it.

    `proposed` is the township's grade, `decided` the county's, by another person; both with a reason where
    they differ from the points. `frozen` holds the parts of the result from the day on which it is final.
    """

    year = models.ForeignKey(
        AppraisalYear, models.PROTECT, related_name="appraisals", verbose_name="考核年度"
    )
    appointment = models.ForeignKey(
        Appointment, models.PROTECT, related_name="appraisals", verbose_name="聘任"
    )
    level = models.CharField("岗位层级", max_length=10, choices=Level)
    excluded_because = models.CharField("不定等次的原因", max_length=200, blank=True)

    proposed = models.CharField("建议等次", max_length=12, choices=Grade, blank=True)
    proposed_because = models.CharField("建议理由", max_length=300, blank=True)
    proposed_by, proposed_at = _who("建议人"), models.DateTimeField("建议时间", null=True, blank=True)
    decided = models.CharField("审定等次", max_length=12, choices=Grade, blank=True)
    decided_because = models.CharField("审定理由", max_length=300, blank=True)
    decided_by, decided_at = _who("审定人"), models.DateTimeField("审定时间", null=True, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    total = models.DecimalField("总分", **POINTS)
    frozen = models.JSONField("定案时的各项得分", null=True, blank=True)

    objects = AppraisalQuerySet.as_manager()

    class Meta:
        verbose_name = "专职委员考核"
        verbose_name_plural = "专职委员考核"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "appointment"],
                name="appraisal_once_a_year",
                violation_error_message="此人本年度已在考核名单中。",
            ),
            models.CheckConstraint(
                name="appraisal_four_eyes",
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出等次的人不能自己审定。",
            ),
            models.CheckConstraint(
                name="appraisal_proposed_by_somebody",
                condition=Q(proposed="", proposed_by=None) | (~Q(proposed="") & Q(proposed_by__isnull=False)),
                violation_error_message="建议等次须有建议人。",
            ),
            models.CheckConstraint(
                name="appraisal_decided_by_somebody",
                condition=Q(decided="", decided_by=None) | (~Q(decided="") & Q(decided_by__isnull=False)),
                violation_error_message="审定等次须有审定人。",
            ),
        ]

    def __str__(self):
        return f"{self.appointment.member.name} {self.year.year} 年度考核"

    def get_absolute_url(self):
        return reverse("appraisals:appraisal_detail", args=[self.pk])

    @property
    def unit(self):
        return self.appointment.post.unit

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def member(self):
        return self.appointment.member

    @property
    def is_excluded(self):
        return bool(self.excluded_because)

    @property
    def parts(self):
        """Return the weights of the parts at this level of post."""
        return self.year.terms.at(self.level)

    @property
    def grade(self):
        """Return the grade as far as it is known: decided, else proposed."""
        return self.decided or self.proposed

    @property
    def grade_badge(self):
        """Return (text, tone) for the grade and how firm it is."""
        if self.is_excluded:
            return "不定等次", "none"
        if not self.grade:
            return "未提出", "none"
        words = Grade(self.grade).label
        if not self.decided:
            return f"建议{words}", GRADE_TONES[Grade(self.grade)]
        return (words if self.year.is_final else f"审定{words}"), GRADE_TONES[Grade(self.grade)]

    def audience(self, side):
        """Return to whom somebody in this post reports on one side, in words."""
        return AUDIENCE[Level(self.level), Side(side)]


class ThroughAppraisal(UnitScopedQuerySet):
    unit_path = "appraisal__appointment__post__unit__path"


class AppraisalReport(TimeStamped):
    """What a member has told one side about the year (述职)."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="reports", verbose_name="考核")
    side = models.CharField("述职对象", max_length=6, choices=Side)
    held_on = models.DateField("述职日期")
    place = models.CharField("述职地点", max_length=100)
    text = models.TextField("述职报告", max_length=5000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = ThroughAppraisal.as_manager()

    class Meta:
        verbose_name = "述职报告"
        verbose_name_plural = "述职报告"
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "side"],
                name="appraisalreport_once_a_side",
                violation_error_message="已登记过这份述职报告。",
            )
        ]

    def __str__(self):
        return f"{self.appraisal.member.name}向{self.appraisal.audience(self.side)}述职"

    @property
    def unit(self):
        return self.appraisal.unit


class AppraisalEntry(models.Model):
    """One thing that was done in an appraisal, never changed."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="entries", verbose_name="考核")
    words = models.CharField("事项", max_length=200)
    text = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")

    objects = ThroughAppraisal.as_manager()

    class Meta:
        verbose_name = "考核记录"
        verbose_name_plural = "考核记录"
        indexes = [models.Index(fields=["appraisal", "id"], name="appraisalentry_timeline")]

    def __str__(self):
        return self.words
