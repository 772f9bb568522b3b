from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from reports.dues.days import days_in_words

AHEAD, LONGEST = 14, 60  # 建议: two weeks are enough to make any of the papers


class DueRule(DatedRule):
    """On which days of a year a county has to hand in one thing of the catalogue, from a day on.

    Without a row those hold that are shipped (`reports/data/catalogue.toml`); an empty list says that nobody
    asks for it by date.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="due_rules", verbose_name="县（区）")
    entry = models.CharField("材料", max_length=30)
    days = models.JSONField("县（区）何时要交", default=list, blank=True)  # ["06-30", "12-31"]
    township_days = models.JSONField("乡镇（街道）何时要交", default=list, blank=True)
    ahead = models.PositiveSmallIntegerField(
        "提前几天提醒", default=AHEAD, validators=[MaxValueValidator(LONGEST)],
        help_text=f"从这一天起列在工作台，不超过 {LONGEST} 天；0 为当天。",
    )  # fmt: skip

    class Meta:
        app_label = "reports"
        verbose_name = "报送日期"
        verbose_name_plural = "报送日期"
        constraints = [
            *dated_constraints(
                fields=["unit", "entry"], one_open="duerule_one_open", one_a_day="duerule_one_a_day",
                ends="duerule_ends_after_it_begins", what="这项材料", noun="报送日期",
            ),
            models.CheckConstraint(
                name="duerule_ahead_is_short", condition=Q(ahead__lte=LONGEST),
                violation_error_message=f"提前的天数不超过 {LONGEST}。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.unit.name}：{self.entry}，{self.since:%Y-%m-%d}起"

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def in_words(self):
        """Return the days of the county and of its townships in words."""
        return days_in_words(self.days), days_in_words(self.township_days)
