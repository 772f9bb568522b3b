"""The list from which is drawn: every unit of the plan's levels with its stratum."""

from assessments.grading.models import PastTier
from assessments.inspections.choices import Stratum
from assessments.inspections.lottery import Entry
from assessments.rounds.models import Result
from assessments.schemes.choices import Subject
from orgs.models import Unit

NO_TIER, WHOLE = "上年未评档", "全部单位"


def pool_of(plan):
    """Return [[stratum, code, name, unit id]] of the units that exist today, in tree order."""
    units = Unit.objects.current().below(plan.county).filter(level__in=plan.levels)
    units = list(units.select_related("parent").in_tree_order())
    tiers = _tiers(plan, units) if plan.stratum == Stratum.TIER else {}
    return [[_stratum(plan, unit, tiers), unit.code, unit.name, unit.pk] for unit in units]


def entries_of(pool):
    """Return the `Entry`s of a list as it is kept in a plan."""
    return [Entry(stratum, code, name) for stratum, code, name, _ in pool]


def _stratum(plan, unit, tiers):
    if plan.stratum == Stratum.TIER:
        return tiers.get(unit.pk, NO_TIER)
    if plan.stratum == Stratum.TOWNSHIP and unit.is_grassroots:
        return unit.parent.name
    return WHOLE


def _tiers(plan, units):
    """Return {unit id: tier of last year}: what was frozen then, else what was written down by hand."""
    subject = Subject.GRASSROOTS if units and units[0].is_grassroots else Subject.TOWNSHIP
    year, keys = plan.year - 1, [unit.pk for unit in units]
    by_hand = PastTier.objects.filter(unit__in=keys, year=year, subject=subject)
    frozen = Result.objects.filter(
        sheet__unit__in=keys, sheet__round__year=year, sheet__round__subject=subject
    ).exclude(tier="")
    return dict(by_hand.values_list("unit", "tier")) | dict(frozen.values_list("sheet__unit", "tier"))
