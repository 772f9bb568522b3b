from django.db import models
from django.db.models import Q

from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from registry.petitions.choices import Counting


class PetitionRule(DatedRule):
    """A category of petitions in a county and its deadlines, from `since` on.

    Without a row the category of `defaults.toml` holds. A new row ends the one before it; a row with
    `is_offered` off takes the category out of the forms.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="petition_rules", verbose_name="县（区）")
    code = models.CharField("类别代码", max_length=30)
    name = models.CharField("类别", max_length=30)
    is_offered = models.BooleanField("登记时可选", default=True)
    accept_days = models.PositiveSmallIntegerField("受理告知期限（天）")
    settle_days = models.PositiveSmallIntegerField("办理期限（天）")
    extend_days = models.PositiveSmallIntegerField("最多延期（天）")
    remind_days = models.PositiveSmallIntegerField("提前提醒（天）")
    counting = models.CharField("计算方法", max_length=10, choices=Counting, default=Counting.CALENDAR)
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "信访时限"
        verbose_name_plural = "信访时限"
        constraints = [
            *dated_constraints(
                fields=["unit", "code"],
                one_open="petitionrule_one_open",
                one_a_day="petitionrule_one_a_day",
                ends="petitionrule_ends_after_it_begins",
                what="该类别",
                noun="时限",
            ),
            models.CheckConstraint(
                name="petitionrule_has_days",
                condition=Q(accept_days__gte=1, settle_days__gte=1),
                violation_error_message="期限至少为 1 天。",
            ),
        ]

    def __str__(self):
        return f"{self.name}：{self.settle_days} 天"

    @property
    def badge(self):
        """Return (text, tone) for its state today."""
        text, tone = super().badge
        return (text, tone) if self.is_offered or tone != "good" else ("不再登记", "none")
