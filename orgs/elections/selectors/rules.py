"""The rules of a county for its elections."""

from orgs.boards.selectors.rules import county_of
from orgs.elections.defaults import DEFAULT_PLAN
from orgs.elections.models import ElectionRule
from orgs.elections.plan import Plan


def rule_in_force(county, on):
    """Return the `ElectionRule` of a county on the day `on`, or None where it has set nothing."""
    return ElectionRule.objects.in_force(on).filter(unit=county).first() if county else None


def plan_in_force(unit, on):
    """Return the `Plan` that holds for the unit on the day `on`."""
    rule = rule_in_force(county_of(unit), on)
    return Plan.from_json(rule.plan) if rule else DEFAULT_PLAN
