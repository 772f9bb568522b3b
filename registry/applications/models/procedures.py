from django.db import models
from django.db.models import F, Q

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet
from registry.applications.procedure import Procedure


class ApplicationRuleQuerySet(HandedDownQuerySet):
    def in_force(self, on):
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


class ApplicationRule(TimeStamped):
    """The procedure of a kind of benefit in a county, from `since` on (`registry.applications.procedure`).

    Without a row the procedure of `defaults.toml` holds. A new row ends the one before it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县（区）")
    kind = models.CharField("待遇", max_length=30)
    plan = models.JSONField("办理程序")
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)

    objects = ApplicationRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "申请办理程序"
        verbose_name_plural = "申请办理程序"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"],
                condition=Q(until=None),
                name="applicationrule_one_open",
                violation_error_message="该待遇已有一套正在执行的程序。",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "since"],
                name="applicationrule_one_a_day",
                violation_error_message="该待遇在这一天已有一套程序。",
            ),
            models.CheckConstraint(
                name="applicationrule_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="终止日期不能早于起始日期。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name}：{self.kind}，{self.since:%Y-%m-%d}起"

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def procedure(self):
        return Procedure.from_json(self.plan)
