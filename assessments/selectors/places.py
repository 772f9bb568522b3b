"""Which lists measure which units."""

from django.db.models import Q

from assessments.models import Checklist
from orgs.models import Unit
from orgs.scoping import STEP


def county_of(unit):
    """Return the county that `unit` is or lies in, None above counties."""
    if unit.is_county:
        return unit
    return Unit.objects.filter(path__in=unit.ancestor_paths, level=Unit.Level.COUNTY).first()


def counties_for(scope, on):
    """Return the counties that lie in the scope or above it, in tree order."""
    counties = Unit.objects.current(on).filter(level=Unit.Level.COUNTY).in_tree_order()
    if scope.everywhere:
        return list(counties)
    above = {path[:end] for path in scope.paths for end in range(STEP, len(path), STEP)}
    return list(counties.filter(scope.as_q("path") | Q(path__in=above)))


def checklists_for(county, on):
    """Return the county's lists in force on `on`, the highest level first: 九有 before 六有."""
    lists = Checklist.objects.in_force(on).filter(county=county).select_related("county").order_by("pk")
    return sorted(lists, key=lambda one: one.is_for_grassroots)


def checklists_within(county, scope, on):
    """Return those lists of the county that measure at least one unit of the scope."""
    units = Unit.objects.within(scope).current(on).below(county)
    levels = set(units.values_list("level", flat=True).distinct().order_by())
    return [one for one in checklists_for(county, on) if levels & set(one.levels)]


def measured_units(checklist, scope, on):
    """Return the units of the scope that the list measures and that exist on `on`, in tree order."""
    units = Unit.objects.within(scope).current(on).below(checklist.county).filter(level__in=checklist.levels)
    return units.select_related("parent").in_tree_order()


def lists_of(unit, on):
    """Return the lists in force on `on` that measure `unit` itself."""
    county = county_of(unit)
    lists = checklists_for(county, on) if county else []
    return [checklist for checklist in lists if unit.level in checklist.levels]
