"""Which kinds of need hold in a county on a day: its own rows, else what is shipped."""

from dataclasses import replace

from orgs.models import Unit
from registry.needs.defaults import NEED_KINDS
from registry.needs.models import NeedRule


def kinds_for(unit, on):
    """Return {code: NeedKind} as they hold on the day `on` in the unit's county. One query."""
    own = {row.kind: row for row in rows_for(unit).in_force(on)}
    return {code: _as_set(kind, own.get(code)) for code, kind in NEED_KINDS.items()}


def rows_for(unit):
    """Return the rows of the county that the unit is or lies in."""
    above = [*unit.ancestor_paths, unit.path]
    return NeedRule.objects.filter(unit__path__in=above, unit__level=Unit.Level.COUNTY)


def _as_set(kind, row):
    """Return the kind as the county's row has it; as shipped without one."""
    if row is None:
        return kind
    return replace(kind, days=row.days, department=row.department, items=tuple(row.items))
