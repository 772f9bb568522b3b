"""Which procedure a kind of benefit follows in a county on a day."""

from orgs.models import Unit
from registry.applications.defaults import default_procedure
from registry.applications.models import ApplicationRule


def county_of(unit):
    """Return the county that a unit is or lies in; None above the county. One query at most."""
    if unit.is_county:
        return unit
    return Unit.objects.filter(path__in=unit.ancestor_paths, level=Unit.Level.COUNTY).first()


def procedure_of(county, kind, on):
    """Return the Procedure of the kind on the day `on`: the county's own, or the shipped one."""
    row = ApplicationRule.objects.filter(unit=county, kind=kind).in_force(on).first()
    return row.procedure if row else default_procedure(kind)


def rows_of(county, on):
    """Return the rows in force on the day `on`: {kind: ApplicationRule}. One query."""
    rows = ApplicationRule.objects.filter(unit=county).in_force(on)
    return {row.kind: row for row in rows}
