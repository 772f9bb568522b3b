from django.db import models

from assessments.rounds.models import Round
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet


class UnitGroupQuerySet(HandedDownQuerySet):
    unit_path = "round__county__path"


class UnitGroup(TimeStamped):
    """Units that are ranked among each other in one year, such as 川区 and 山区."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="groups", verbose_name="年度考核")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("组别", max_length=40)

    objects = UnitGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "考核组别"
        verbose_name_plural = "考核组别"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "name"],
                name="unitgroup_name_once",
                violation_error_message="本年度已有同名的组别。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def unit_path(self):
        return self.round.county.path


class GroupSeat(models.Model):
    """A township in its group; its villages are in the same group."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="+", verbose_name="年度考核")
    group = models.ForeignKey(UnitGroup, models.CASCADE, related_name="seats", verbose_name="组别")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "组别成员"
        verbose_name_plural = "组别成员"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit"],
                name="groupseat_one_group",
                violation_error_message="一个单位一年只能在一个组别。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name}：{self.group.name}"

    @property
    def unit_path(self):
        return self.unit.path
