from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit

MOST = 9999


class TalentRule(DatedRule):
    """How many people the pool of a county or a city should hold at the least, from `since` on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="talent_rules", verbose_name="市、县（区）")
    least = models.PositiveSmallIntegerField("人才库不少于多少人", validators=[MinValueValidator(1)])
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "人才库要求"
        verbose_name_plural = "人才库要求"
        constraints = [
            *dated_constraints(
                fields=["unit"],
                one_open="talentrule_one_open",
                one_a_day="talentrule_one_a_day",
                ends="talentrule_ends_after_it_begins",
                what="该市、县（区）",
                noun="人才库要求",
            ),
            models.CheckConstraint(
                name="talentrule_asks_for_somebody",
                condition=Q(least__gte=1, least__lte=MOST),
                violation_error_message=f"人数须在 1 到 {MOST} 之间。",
            ),
        ]

    def __str__(self):
        return f"不少于 {self.least} 人"
