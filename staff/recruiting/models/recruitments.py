from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from staff.models.posts import Post
from staff.recruiting.choices import STATE_TONES, STEPS, State
from staff.recruiting.rules import Conditions


class RecruitmentRule(DatedRule):
    """The conditions by which a county recruits from `since` on; without a row those of `rules.DEFAULT`
    hold."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recruitment_rules", verbose_name="县（区）")
    conditions = models.JSONField("招聘条件")

    class Meta:
        verbose_name = "招聘条件"
        verbose_name_plural = "招聘条件"
        constraints = dated_constraints(
            fields=["unit"],
            one_open="recruitmentrule_one_open",
            one_a_day="recruitmentrule_one_a_day",
            ends="recruitmentrule_ends_after_it_begins",
            what="该县（区）",
            noun="招聘条件",
        )

    def __str__(self):
        return f"{self.unit.name} {self.since:%Y-%m-%d} 起"

    @property
    def rules(self):
        """Return the Conditions that this row keeps."""
        return Conditions.from_json(self.conditions)


class RecruitmentQuerySet(UnitScopedQuerySet):
    def within(self, scope):
        """Keep the recruitments of units of the scope, and those for posts of the scope."""
        if scope.everywhere:
            return self
        openings = Opening.objects.within(scope).filter(recruitment=OuterRef("pk"))
        return self.filter(scope.as_q(self.unit_path) | Exists(openings))

    def under_way(self):
        return self.filter(state__in=STEPS)

    def newest_first(self):
        return self.order_by("-announced_on", "-pk")


class Recruitment(TimeStamped):
    """A notice by which a county fills vacant posts. `conditions` are those with which it began
    (docs/adr)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="recruitments", verbose_name="招聘单位")
    number = models.CharField("编号", max_length=60, unique=True)
    title = models.CharField("公告标题", max_length=100)
    conditions = models.JSONField("招聘条件")
    extra = models.TextField("其他条件和待遇", blank=True)
    announced_on = models.DateField("公告日期")
    applies_from = models.DateField("报名开始")
    applies_until = models.DateField("报名截止")
    place = models.CharField("报名地点", max_length=120)
    phone = models.CharField("咨询电话", max_length=40, blank=True)
    exam_on = models.DateField("考试日期", null=True, blank=True)
    exam_place = models.CharField("考试地点", max_length=120, blank=True)
    state = models.CharField("进度", max_length=10, choices=State, default=State.OPEN)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    outcome = models.CharField("办结说明", max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )

    objects = RecruitmentQuerySet.as_manager()

    class Meta:
        verbose_name = "招聘"
        verbose_name_plural = "招聘"
        constraints = [
            models.CheckConstraint(
                name="recruitment_applies_in_order",
                condition=Q(applies_until__gte=models.F("applies_from"))
                & Q(applies_from__gte=models.F("announced_on")),
                violation_error_message="报名开始不能早于公告日期，截止不能早于开始。",
            ),
            models.CheckConstraint(
                name="recruitment_closed_with_a_day",
                condition=Q(state__in=[State.DONE, State.CANCELLED], closed_on__isnull=False)
                | (~Q(state__in=[State.DONE, State.CANCELLED]) & Q(closed_on=None)),
                violation_error_message="办结的招聘必须有办结日期。",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-announced_on"], name="recruitment_list")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("recruiting:recruitment_detail", args=[self.pk])

    @property
    def rules(self):
        """Return the Conditions with which this recruitment began."""
        return Conditions.from_json(self.conditions)

    @property
    def is_open(self):
        return self.state in STEPS

    @property
    def tone(self):
        return STATE_TONES[State(self.state)]

    @property
    def step(self):
        """Return the number of the present step, from 1; beyond the last when all is over."""
        return STEPS.index(self.state) + 1 if self.is_open else len(STEPS) + 1


class OpeningQuerySet(UnitScopedQuerySet):
    unit_path = "post__unit__path"

    def standing(self):
        """Keep those that a recruitment still wants to fill, or has filled."""
        return self.filter(released_on=None)

    def for_list(self):
        return self.select_related("post__unit__parent")


class Opening(TimeStamped):
    """A vacant post that a recruitment fills; `released_on` once it is filled or given up."""

    recruitment = models.ForeignKey(Recruitment, models.CASCADE, related_name="openings", verbose_name="招聘")
    post = models.ForeignKey(Post, models.PROTECT, related_name="openings", verbose_name="岗位")
    released_on = models.DateField("结束日期", null=True, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = "招聘岗位"
        verbose_name_plural = "招聘岗位"
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(released_on=None),
                name="opening_one_at_a_time",
                violation_error_message="该岗位正在招聘中。",
            ),
            models.UniqueConstraint(
                fields=["recruitment", "post"],
                name="opening_once_per_recruitment",
                violation_error_message="该岗位已在这次招聘中。",
            ),
        ]

    def __str__(self):
        return f"{self.post.unit.place_name} {self.post.title}"


class RecruitmentEntryQuerySet(UnitScopedQuerySet):
    unit_path = "recruitment__unit__path"


class RecruitmentEntry(models.Model):
    """One thing that was done in a recruitment, never changed; `candidate` if it was about one."""

    recruitment = models.ForeignKey(Recruitment, models.CASCADE, related_name="entries", verbose_name="招聘")
    candidate = models.ForeignKey(
        "staff.Candidate",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="报名人",
    )
    words = models.CharField("事项", max_length=300)
    text = models.TextField("说明", blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")

    objects = RecruitmentEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "招聘记录"
        verbose_name_plural = "招聘记录"
        indexes = [models.Index(fields=["recruitment", "id"], name="recruitmententry_timeline")]

    def __str__(self):
        return self.words
