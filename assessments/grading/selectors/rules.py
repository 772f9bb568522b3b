"""Which rules of grading hold in a county for a year."""

from datetime import date

from assessments.grading.models import GradingRule
from assessments.grading.rules import DEFAULT


def rules_for(county, year):
    """Return the `GradingRules` by which a year is graded: those in force on its last day. One query."""
    return rules_on(county, date(year, 12, 31))


def rules_on(county, day):
    """Return the `GradingRules` in force on a day. One query."""
    row = GradingRule.objects.filter(unit=county).in_force(day).first()
    return row.rules if row else DEFAULT
