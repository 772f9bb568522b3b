from django.db import models

from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit


class NeedRule(DatedRule):
    """A kind of need in a county from `since` on: its name, the days, whom to ask, what can be chosen.

    Without a row what `kinds.toml` ships holds; a code that is not shipped is a kind of the county's own. A
    need follows the row in force on its day of registration.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="need_rules", verbose_name="县（区）")
    kind = models.CharField("代码", max_length=20)
    name = models.CharField("需求类别", max_length=20)
    days = models.PositiveSmallIntegerField("办理期限（天）")
    department = models.CharField("一般转介到", max_length=60, blank=True)
    items = models.JSONField("具体需求", default=list)
    order = models.PositiveSmallIntegerField("次序")
    is_offered = models.BooleanField("启用", default=True)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "需求类别"
        verbose_name_plural = "需求类别"
        constraints = [
            *dated_constraints(
                fields=["unit", "kind"],
                one_open="needrule_one_open",
                one_a_day="needrule_one_a_day",
                ends="needrule_ends_after_it_begins",
                what="该县的这类需求",
                noun="规定",
            ),
            models.CheckConstraint(
                name="needrule_has_days",
                condition=models.Q(days__gte=1),
                violation_error_message="期限至少为 1 天。",
            ),
        ]

    def __str__(self):
        if not self.is_offered:
            return f"{self.name}：停用"
        return f"{self.name}：{self.days} 天，{len(self.items)} 项"


class ProjectRule(DatedRule):
    """A kind of yearly project in a county from `since` on: its name, what is counted, whom it is for.

    Without a row what `project_kinds.toml` ships holds; a code that is not shipped is one of the county's
    own. A project proposes what holds on the day it is set up, and keeps it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="project_rules", verbose_name="县（区）")
    kind = models.CharField("代码", max_length=30)
    name = models.CharField("项目类别", max_length=20)
    measure = models.CharField("计数单位", max_length=4)
    again_after = models.PositiveSmallIntegerField("重复享受提醒（年）")
    categories = models.JSONField("残疾类别", default=list, blank=True)
    grades = models.JSONField("残疾等级", default=list, blank=True)
    subsistence = models.JSONField("低保特困", default=list, blank=True)
    age_from = models.PositiveSmallIntegerField("年龄从", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("年龄到", null=True, blank=True)
    needs = models.JSONField("对应需求", default=list, blank=True)
    order = models.PositiveSmallIntegerField("次序")
    is_offered = models.BooleanField("启用", default=True)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "项目类别"
        verbose_name_plural = "项目类别"
        constraints = [
            *dated_constraints(
                fields=["unit", "kind"],
                one_open="projectrule_one_open",
                one_a_day="projectrule_one_a_day",
                ends="projectrule_ends_after_it_begins",
                what="该县的这类项目",
                noun="规定",
            ),
            models.CheckConstraint(
                name="projectrule_looks_back",
                condition=models.Q(again_after__gte=1),
                violation_error_message="重复享受提醒至少为 1 年。",
            ),
        ]

    def __str__(self):
        return f"{self.name}：停用" if not self.is_offered else f"{self.name}：按{self.measure}计数"
