from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.inspections.choices import PlanState, SeedSource, Stratum
from assessments.models.checklists import Checklist
from assessments.periods import FIRST_YEAR, LAST_YEAR, Quarter
from assessments.rounds.models import Round
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet


def _actor(label):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class InspectionPlanQuerySet(HandedDownQuerySet):
    unit_path = "county__path"


class InspectionPlan(TimeStamped):
    """The inspection of one quarter: what is looked at, at how many units, by whom and when (domain.md §0.3).

    Once it is announced, the list of units and the way to the seed are fixed; once drawn, the sample is. What
    went wrong is voided with a reason and stays in view; nothing is drawn a second time.
    """

    county = models.ForeignKey(Unit, models.PROTECT, related_name="inspection_plans", verbose_name="县（区）")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    title = models.CharField("名称", max_length=60)
    checklist = models.ForeignKey(
        Checklist,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inspection_plans",
        verbose_name="达标清单",
    )
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="inspection_plans", verbose_name="年度考核"
    )
    lineages = models.JSONField("考核指标", default=list, blank=True)  # of the items that are looked at
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    mend_days = models.PositiveSmallIntegerField("整改期限（天）", default=30)
    stratum = models.CharField("分层", max_length=10, choices=Stratum, default=Stratum.TOWNSHIP)
    per_stratum = models.PositiveSmallIntegerField("每层抽取（个）", default=2)
    inspectors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="inspection_plans", verbose_name="检查人员", blank=True
    )
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    seed_source = models.CharField("种子来源", max_length=10, choices=SeedSource, blank=True)
    seed_promise = models.CharField("公开号码的约定", max_length=120, blank=True)
    commitment = models.CharField("种子校验值", max_length=64, blank=True)
    seed = models.CharField("种子", max_length=64, blank=True)
    pool = models.JSONField("抽签名单", default=list, blank=True)  # [stratum, code, name, unit id] each
    pool_digest = models.CharField("名单校验值", max_length=64, blank=True)
    announced_at = models.DateTimeField("公布时间", null=True, blank=True)
    announced_by = _actor("公布人")
    drawn_at = models.DateTimeField("抽签时间", null=True, blank=True)
    drawn_by = _actor("抽签人")
    void_reason = models.CharField("作废理由", max_length=200, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = _actor("作废人")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="制定人"
    )

    objects = InspectionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "督查计划"
        verbose_name_plural = "督查计划"
        constraints = [
            models.CheckConstraint(
                name="inspection_plan_in_a_real_quarter",
                condition=Q(quarter__gte=1, quarter__lte=4, year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                violation_error_message="年度或季度不正确。",
            ),
            models.CheckConstraint(
                name="inspection_plan_days_in_order",
                condition=Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="inspection_plan_looks_at_something",
                condition=Q(checklist__isnull=False) | Q(round__isnull=False),
                violation_error_message="请选择要检查的达标清单或考核指标。",
            ),
            models.CheckConstraint(
                name="inspection_plan_drawn_once",
                condition=~Q(state="drawn")
                | (Q(drawn_at__isnull=False, drawn_by__isnull=False) & ~Q(seed="")),
                violation_error_message="抽签须留下种子、时间和抽签人。",
            ),
            models.CheckConstraint(
                name="inspection_plan_void_for_a_reason",
                condition=~Q(state="void") | ~Q(void_reason=""),
                violation_error_message="作废须写明理由。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("inspections:plan_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.county.path

    @property
    def period(self):
        return Quarter(self.year, self.quarter)

    @property
    def tone(self):
        tones = {PlanState.DRAFT: "none", PlanState.ANNOUNCED: "info", PlanState.DRAWN: "good"}
        return tones.get(self.state, "bad")

    @property
    def is_draft(self):
        return self.state == PlanState.DRAFT

    @property
    def is_announced(self):
        return self.state == PlanState.ANNOUNCED

    @property
    def is_drawn(self):
        return self.state == PlanState.DRAWN

    @property
    def is_committed(self):
        return self.seed_source == SeedSource.COMMITTED

    @property
    def shown_seed(self):
        """Return the seed once it may be known: a committed one only with the draw."""
        return self.seed if self.drawn_at else ""

    @property
    def levels(self):
        """Return the levels of the units that are inspected."""
        return self.checklist.levels if self.checklist_id else list(self.round.scheme.subject_kind.levels)
