"""Which county's ledger types hold for a unit or a scope."""

from django.db.models import Q

from orgs.models import Unit
from orgs.scoping import STEP


def county_of(unit):
    """Return the county that `unit` is or lies in, None above counties."""
    if unit.is_county:
        return unit
    return Unit.objects.filter(path__in=unit.ancestor_paths, level=Unit.Level.COUNTY).first()


def counties_for(scope):
    """Return the counties that lie in the scope or above it, in tree order."""
    counties = Unit.objects.current().filter(level=Unit.Level.COUNTY).in_tree_order()
    if scope.everywhere:
        return list(counties)
    above = {path[:end] for path in scope.paths for end in range(STEP, len(path), STEP)}
    return list(counties.filter(scope.as_q("path") | Q(path__in=above)))
