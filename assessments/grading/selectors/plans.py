"""Which weak units have a plan, which should have one, and what is overdue."""

from dataclasses import dataclass

from assessments.grading.models import WeakPlan
from assessments.grading.selectors.rules import rules_for
from assessments.rounds.models import Result


@dataclass(frozen=True)
class WeakUnit:
    """A unit of a weak tier and its plan, None while nobody has made one."""

    line: object
    plan: WeakPlan | None


def weak_units(ranking, lines):
    """Return the `WeakUnit`s among some lines of a ranking, the last place first. Two queries."""
    weak = set(rules_for(ranking.round.county, ranking.round.year).weak_tiers)
    lines = [line for line in lines if line.grading.tier in weak]
    plans = WeakPlan.objects.filter(sheet__in=[line.sheet.pk for line in lines])
    by_sheet = {plan.sheet_id: plan for plan in plans}
    return [WeakUnit(line, by_sheet.get(line.sheet.pk)) for line in reversed(lines)]


def plans_overdue(scope, day):
    """Return how many plans of the scope should have been done before `day`. One query."""
    return WeakPlan.objects.within(scope).overdue(day).count()


def weak_without_plan(scope, years):
    """Return how many units of the scope ended one of the years in a weak tier and have no plan."""
    results = Result.objects.within(scope).filter(sheet__round__year__in=years, sheet__weak_plan=None)
    rows = results.exclude(tier="").values_list("tier", "sheet__round__county", "sheet__round__year")
    found = list(rows.order_by())
    weak = {key: set(rules_for(*key).weak_tiers) for key in {(county, year) for _, county, year in found}}
    return sum(tier in weak[county, year] for tier, county, year in found)
