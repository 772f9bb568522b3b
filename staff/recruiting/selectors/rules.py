"""Which conditions of recruitment hold in a county on a day: its own row, else those shipped."""

from orgs.models import Unit
from staff.recruiting.models import RecruitmentRule
from staff.recruiting.rules import DEFAULT, PRESETS


def conditions_for(unit, on):
    """Return the Conditions that hold on the day `on` in the county that the unit is or lies in. One
    query."""
    row = rows_for(unit).in_force(on).first()
    return row.rules if row else PRESETS[DEFAULT]


def rows_for(unit):
    """Return the rows of the county that the unit is or lies in."""
    above = [*unit.ancestor_paths, unit.path]
    return RecruitmentRule.objects.filter(unit__path__in=above, unit__level=Unit.Level.COUNTY)


class ConditionBook:
    """The conditions of many counties on one day, read at once. One query."""

    def __init__(self, on):
        rows = RecruitmentRule.objects.in_force(on).select_related("unit")
        self._own = {row.unit.path: row.rules for row in rows}

    def at(self, path):
        """Return the conditions that hold for the unit with this path."""
        found = (rules for county, rules in self._own.items() if path.startswith(county))
        return next(found, PRESETS[DEFAULT])
