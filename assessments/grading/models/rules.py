from django.db import models

from assessments.grading.rules import GradingRules
from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit


class GradingRule(DatedRule):
    """How a county makes grades, tiers and proposals from `since` on; without a row `rules.DEFAULT` holds."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grading_rules", verbose_name="县（区）")
    facts = models.JSONField("评定规则")
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "评定规则"
        verbose_name_plural = "评定规则"
        constraints = dated_constraints(
            fields=["unit"],
            one_open="gradingrule_one_open",
            one_a_day="gradingrule_one_a_day",
            ends="gradingrule_ends_after_it_begins",
            what="该县（区）",
            noun="评定规则",
        )

    def __str__(self):
        return f"{self.unit.name} {self.since:%Y-%m-%d} 起"

    @property
    def rules(self):
        """Return the `GradingRules` that this row keeps."""
        return GradingRules.from_json(self.facts)
