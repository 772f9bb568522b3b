"""How many people the pools of talents hold, and how many they should."""

from dataclasses import dataclass

from django.db.models import Count

from orgs.models import Unit
from staff.models import Talent, TalentRule
from staff.talents.choices import LEAST

POOLS_AT = (Unit.Level.CITY, Unit.Level.COUNTY)


@dataclass(frozen=True)
class Pool:
    """The pool of a county, or of a city with all its counties: whom it holds and how many it should."""

    unit: Unit
    number: int
    rule: TalentRule

    @property
    def least(self):
        return self.rule.least

    @property
    def missing(self):
        return max(0, self.least - self.number)


def pools_in(scope, on):
    """Return the `Pool`s of the cities and counties that lie in the scope, in tree order. Three queries."""
    units = list(Unit.objects.within(scope).current(on).filter(level__in=POOLS_AT).in_tree_order())
    kept = TalentRule.objects.within(scope).in_force(on).filter(unit__in=units)
    rules = {rule.unit_id: rule for rule in kept.order_by("since")}
    counted = Talent.objects.within(scope).standing().values_list("unit__path").annotate(number=Count("pk"))
    numbers = list(counted.order_by())
    return [
        Pool(
            unit,
            sum(number for path, number in numbers if path.startswith(unit.path)),
            rules.get(unit.pk) or TalentRule(unit=unit, least=LEAST[unit.level]),
        )
        for unit in units
    ]


def rule_of(unit, on):
    """Return the `TalentRule` of a city or county on a day; without a row the default one, unsaved."""
    rows = TalentRule.objects.filter(unit=unit).in_force(on).order_by("-since")
    return rows.first() or TalentRule(unit=unit, least=LEAST[unit.level])
