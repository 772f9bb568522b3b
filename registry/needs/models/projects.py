from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet
from registry.needs.choices import Funding


class ProjectQuerySet(HandedDownQuerySet):
    """A project that a county sets is read by everybody below it."""

    def of_year(self, year):
        return self.filter(year=year)


class Project(TimeStamped):
    """A project of the year: how many people are to be served, with what money, and who may be.

    `kind_name` and `measure` (人、例、件、户) are those of its kind when it was set up.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="projects", verbose_name="实施单位")
    name = models.CharField("项目名称", max_length=60)
    kind = models.CharField("项目类别代码", max_length=30)
    kind_name = models.CharField("项目类别", max_length=20)
    measure = models.CharField("计数单位", max_length=4, default="人")
    year = models.PositiveSmallIntegerField("年度")
    funding = models.CharField("资金来源", max_length=20, choices=Funding, default=Funding.PROVINCE)
    money = models.DecimalField("资金总额（元）", max_digits=14, decimal_places=2, default=0)
    standard = models.DecimalField("补助标准（元）", max_digits=10, decimal_places=2, default=0)
    document = models.CharField("下达文号", max_length=60, blank=True)
    target = models.PositiveIntegerField("任务数")
    starts_on = models.DateField("开始日期")
    due_on = models.DateField("完成期限")
    categories = models.JSONField("残疾类别", default=list, blank=True)
    grades = models.JSONField("残疾等级", default=list, blank=True)
    subsistence = models.JSONField("低保特困", default=list, blank=True)
    age_from = models.PositiveSmallIntegerField("年龄从", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("年龄到", null=True, blank=True)
    needs = models.JSONField("对应需求", default=list, blank=True)
    again_after = models.PositiveSmallIntegerField("重复享受提醒（年）", default=1)
    note = models.TextField("说明", blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "年度项目"
        verbose_name_plural = "年度项目"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "name"],
                name="project_once_a_year",
                violation_error_message="本年度已有同名项目。",
            ),
            models.CheckConstraint(
                name="project_has_a_target",
                condition=Q(target__gte=1),
                violation_error_message="任务数至少为 1。",
            ),
            models.CheckConstraint(
                name="project_ends_after_it_begins",
                condition=Q(due_on__gte=models.F("starts_on")),
                violation_error_message="完成期限不能早于开始日期。",
            ),
        ]
        indexes = [models.Index(fields=["year", "kind"], name="project_year_kind")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("needs:project_detail", args=[self.pk])

    def elapsed_on(self, day):
        """Return the share of the project's time that has passed on `day`, from 0 to 1."""
        whole = (self.due_on - self.starts_on).days + 1
        return min(1, max(0, ((day - self.starts_on).days + 1) / whole))


class QuotaQuerySet(UnitScopedQuerySet):
    def of_townships(self):
        return self.filter(unit__level=Unit.Level.TOWNSHIP)

    def of_villages(self, township):
        """Keep the quotas of the villages and communities of a township."""
        return self.filter(unit__parent=township)


class Quota(TimeStamped):
    """How many of a project's target fall to one township, or to one village of it."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="quotas", verbose_name="项目")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="quotas", verbose_name="单位")
    target = models.PositiveIntegerField("任务数")

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = "任务分解"
        verbose_name_plural = "任务分解"
        constraints = [models.UniqueConstraint(fields=["project", "unit"], name="quota_once")]

    def __str__(self):
        return f"{self.project}：{self.unit} {self.target}"
