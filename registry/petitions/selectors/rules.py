"""Which categories a county knows on a day, and the deadlines of each."""

from dataclasses import dataclass

from orgs.models import Unit
from registry.petitions.defaults import CATEGORIES, DEADLINE, Deadline
from registry.petitions.models import PetitionRule


@dataclass(frozen=True)
class CategoryRule:
    """A category with its deadlines; `row` is what the county has set, None for the default."""

    code: str
    name: str
    deadline: Deadline
    is_offered: bool = True
    row: PetitionRule | None = None


def county_of(unit):
    """Return the county that a unit is or lies in; None above the county. One query at most."""
    if unit.is_county:
        return unit
    return Unit.objects.filter(path__in=unit.ancestor_paths, level=Unit.Level.COUNTY).first()


def rules_of(county, on):
    """Return the categories of the county on the day `on`: {code: CategoryRule}. One query."""
    found = {code: CategoryRule(code, name, DEADLINE) for code, name in CATEGORIES.items()}
    for row in PetitionRule.objects.filter(unit=county).in_force(on).order_by("pk"):
        found[row.code] = CategoryRule(row.code, row.name, deadline_of(row), row.is_offered, row)
    return found


def rule_of(county, code, on):
    """Return the CategoryRule of one category; one that is no longer known keeps the general deadlines."""
    return rules_of(county, on).get(code) or CategoryRule(code, "其他", DEADLINE, is_offered=False)


def offered(county, on):
    """Return the categories that a form offers, as (code, name)."""
    return [(rule.code, rule.name) for rule in rules_of(county, on).values() if rule.is_offered]


def category_names(scope, on):
    """Return the categories that the counties of the scope know, as (code, name), for filters. One query."""
    names = dict(CATEGORIES)
    for row in PetitionRule.objects.within(scope).in_force(on).order_by("pk"):
        names[row.code] = row.name
    return list(names.items())


def deadline_of(row):
    """Return the Deadline that a row holds."""
    return Deadline(
        row.accept_days, row.settle_days, row.extend_days, row.remind_days, row.counting, row.source
    )
