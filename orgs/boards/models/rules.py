from django.db import models

from orgs.boards.defaults import KINDS
from orgs.dated import DatedRule, dated_constraints
from orgs.models.units import Unit


class BoardRule(DatedRule):
    """How long a term of a kind of body is and how many seats it has, in one county from a day on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="board_rules", verbose_name="县（区）")
    kind = models.CharField("班子类型", max_length=40)
    plan = models.JSONField("任期和席位")

    class Meta:
        verbose_name = "班子设置规定"
        verbose_name_plural = "班子设置规定"
        constraints = dated_constraints(
            fields=["unit", "kind"], one_open="boardrule_one_open", one_a_day="boardrule_one_a_day",
            ends="boardrule_ends_after_it_begins", what="该类班子", noun="规定",
        )  # fmt: skip

    def __str__(self):
        return f"{self.unit.name}：{KINDS[self.kind].name}，{self.since:%Y-%m-%d}起"

    @property
    def unit_path(self):
        return self.unit.path


class MemberDepartment(DatedRule):
    """A department that belongs to 残工委 of a county, and what it has to do there."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="member_departments", verbose_name="县（区）")
    name = models.CharField("部门", max_length=60)
    duties = models.TextField("职责", blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=100)

    class Meta:
        verbose_name = "残工委成员单位"
        verbose_name_plural = "残工委成员单位"
        constraints = dated_constraints(
            fields=["unit", "name"], one_open="memberdepartment_one_open",
            one_a_day="memberdepartment_one_a_day", ends="memberdepartment_ends_after_it_begins",
            what="该部门", noun="职责",
        )  # fmt: skip

    def __str__(self):
        return self.name

    @property
    def unit_path(self):
        return self.unit.path
