from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet
from staff.choices import TrainingLevel
from staff.trainings.choices import Audience

FULL = 100
TIMES_A_YEAR = 2  # 专职委员 are trained at least twice a year (domain.md §0.3, SEED0)


class TrainingRule(DatedRule):
    """How often 专职委员 are to be trained in a year, how many of them, and what passes an exam, from
    `since` on.

    Without a row: twice, all of them (domain.md §0.3, SEED0), 60 marks (建议).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="training_rules", verbose_name="县（区）")
    times_a_year = models.PositiveSmallIntegerField(
        "每人每年培训次数", default=TIMES_A_YEAR, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    coverage_percent = models.PositiveSmallIntegerField(
        "覆盖率目标（%）", default=FULL, validators=[MinValueValidator(1), MaxValueValidator(FULL)]
    )
    pass_mark = models.PositiveSmallIntegerField(
        "考核合格分数", default=60, validators=[MaxValueValidator(FULL)]
    )
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "培训要求"
        verbose_name_plural = "培训要求"
        constraints = dated_constraints(
            fields=["unit"],
            one_open="trainingrule_one_open",
            one_a_day="trainingrule_one_a_day",
            ends="trainingrule_ends_after_it_begins",
            what="该县（区）",
            noun="培训要求",
        )

    def __str__(self):
        return f"每年 {self.times_a_year} 次，覆盖 {self.coverage_percent}%，{self.pass_mark} 分合格"


class TrainingPlanQuerySet(HandedDownQuerySet):
    def of_year(self, year):
        return self.filter(year=year)


class TrainingPlan(TimeStamped):
    """One course that a unit means to hold in a year: for whom, about what, how long and when."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="training_plans", verbose_name="举办单位")
    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField(
        "计划月份", validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    title = models.CharField("培训内容", max_length=100)
    audience = models.CharField("培训对象", max_length=10, choices=Audience, default=Audience.MEMBERS)
    level = models.CharField("级别", max_length=20, choices=TrainingLevel, default=TrainingLevel.COUNTY)
    hours = models.PositiveSmallIntegerField("学时", validators=[MinValueValidator(1)])
    people = models.PositiveIntegerField("计划人数", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = TrainingPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "培训计划"
        verbose_name_plural = "培训计划"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "month", "title"],
                name="trainingplan_once",
                violation_error_message="该单位当月已有同一内容的培训计划。",
            ),
            models.CheckConstraint(
                name="trainingplan_in_a_month",
                condition=Q(month__gte=1, month__lte=12, hours__gte=1),
                violation_error_message="月份须为 1 至 12，学时至少为 1。",
            ),
        ]

    def __str__(self):
        return f"{self.year} 年 {self.month} 月 {self.title}"

    def get_absolute_url(self):
        return reverse("trainings:plan_list")
