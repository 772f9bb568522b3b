from django.db import models

from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from registry.needs.defaults import NEED_CHOICES


class NeedRule(DatedRule):
    """How a county deals with a kind of need from `since` on: days, whom to ask, what can be chosen.

    Without a row what `kinds.toml` ships holds. A need follows the row in force on its day of registration.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="need_rules", verbose_name="县（区）")
    kind = models.CharField("需求类别", max_length=20, choices=NEED_CHOICES)
    days = models.PositiveSmallIntegerField("办理期限（天）")
    department = models.CharField("一般转介到", max_length=60, blank=True)
    items = models.JSONField("具体需求", default=list)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "需求办理规定"
        verbose_name_plural = "需求办理规定"
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
        return f"{self.get_kind_display()}：{self.days} 天，{len(self.items)} 项"
