"""All rule types by their codes, in the order in which editors offer them."""

from decimal import Decimal

from assessments.scoring.bonuses import Bonus
from assessments.scoring.components import Components
from assessments.scoring.gates import Gate
from assessments.scoring.incidents import Incident
from assessments.scoring.judged import Judged
from assessments.scoring.lists import ListGap
from assessments.scoring.misses import PerMiss
from assessments.scoring.numbers import has_two_decimals
from assessments.scoring.proportional import Proportional
from assessments.scoring.rates import Rate
from assessments.scoring.targets import Weight
from assessments.scoring.vetoes import Veto

RULES = {
    rule.code: rule
    for rule in (
        Components(),
        PerMiss(),
        Proportional(),
        ListGap(),
        Incident(),
        Gate(),
        Rate(),
        Weight(),
        Judged(),
        Bonus(),
        Veto(),
    )
}


def problems_of(rule, points, params):
    """Return the problems of an item's points and params in Chinese, whatever nonsense was given."""
    if rule not in RULES:
        return ["请选计分办法。"]
    if not isinstance(params, dict):
        return ["计分办法的参数格式不对。"]
    points = Decimal(points)
    if points < 0 or not has_two_decimals(points):
        return ["分值应不小于 0，最多两位小数。"]
    return RULES[rule].check(points, params)


def describe(rule, params):
    """Return the rule in words for the column 计分办法."""
    return RULES[rule].describe(params)
