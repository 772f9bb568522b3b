from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet
from registry.survey.choices import LOCKED, VILLAGE_TONES, RoundState, VillageState


class SurveyRoundQuerySet(HandedDownQuerySet):
    def opened(self):
        """Keep the rounds that have a 底册, open or closed."""
        return self.exclude(state=RoundState.DRAFT)


class SurveyRound(TimeStamped):
    """The survey of one county and year: its window, its statistical header, and its form.

    `form` is a copy of the shipped default, or of last year's, that the county may change until the round is
    opened; from then on it is frozen. Its shape is that of `form.toml`, read by `registry.survey.rules`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="survey_rounds", verbose_name="县（区）")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=60)
    standard_on = models.DateField("标准时点", help_text="调查反映这一天零时的情况。")
    starts_on = models.DateField("调查开始")
    ends_on = models.DateField("调查结束")
    form_number = models.CharField("表号", max_length=40, blank=True)
    issued_by = models.CharField("制定机关", max_length=60, blank=True)
    approved_by = models.CharField("批准机关", max_length=60, blank=True)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    valid_until = models.CharField("有效期至", max_length=20, blank=True)
    form = models.JSONField("调查表", default=dict)
    state = models.CharField("状态", max_length=10, choices=RoundState, default=RoundState.DRAFT)
    opened_at = models.DateTimeField("开始调查时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    line_count = models.PositiveIntegerField("底册人数", default=0)

    objects = SurveyRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "年度调查"
        verbose_name_plural = "年度调查"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="surveyround_once_a_year",
                violation_error_message="本县这一年度已有调查。",
            ),
            models.CheckConstraint(
                name="surveyround_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="调查结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="surveyround_opened_with_time",
                condition=Q(state=RoundState.DRAFT, opened_at=None)
                | (~Q(state=RoundState.DRAFT) & Q(opened_at__isnull=False)),
                violation_error_message="开始调查须有时间。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("survey:board", args=[self.pk])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def is_draft(self):
        return self.state == RoundState.DRAFT

    @property
    def is_open(self):
        return self.state == RoundState.OPEN

    @property
    def tone(self):
        """Return the badge tone that goes with the state."""
        return {RoundState.DRAFT: "none", RoundState.OPEN: "info"}.get(self.state, "good")

    def elapsed_on(self, day):
        """Return the share of the window that has passed by the end of `day`, from 0 to 1."""
        days = (self.ends_on - self.starts_on).days + 1
        return min(1.0, max(0.0, ((day - self.starts_on).days + 1) / days))


class SurveyVillage(TimeStamped):
    """A village in a round: who asks there, its own form, and how far its sheets have come."""

    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="villages", verbose_name="年度调查")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村（社区）")
    investigator = models.CharField("调查员", max_length=40, blank=True)
    answers = models.JSONField("村（社区）调查表", default=dict, blank=True)
    answered_at = models.DateTimeField("村表填写时间", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=VillageState, default=VillageState.WORKING)
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="报送人",
    )
    decided_at = models.DateTimeField("验收时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="验收人",
    )
    return_reason = models.CharField("退回原因", max_length=300, blank=True)

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "村（社区）调查"
        verbose_name_plural = "村（社区）调查"
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="surveyvillage_once"),
            models.CheckConstraint(
                name="surveyvillage_returned_with_reason",
                condition=~Q(state=VillageState.RETURNED) | ~Q(return_reason=""),
                violation_error_message="退回须写明原因。",
            ),
        ]

    def __str__(self):
        return f"{self.round}：{self.unit.name}"

    def get_absolute_url(self):
        return reverse("survey:village_detail", args=[self.pk])

    @property
    def is_locked(self):
        """True while it lies with the county or has been accepted."""
        return self.state in LOCKED

    @property
    def tone(self):
        return VILLAGE_TONES[self.state]
