"""Which kinds of need and of project hold in a county on a day: its own rows, else what is shipped."""

from dataclasses import replace

from orgs.models import Unit
from registry.needs.defaults import NEED_KINDS, PROJECT_KINDS, NeedKind, ProjectKind, in_order
from registry.needs.models import NeedRule, ProjectRule

OWN_NEED = NeedKind(code="", name="", days=1, department="", items=())
OWN_PROJECT = ProjectKind(code="", name="", measure="", again_after=1, needs=())
NEED_FACTS = ("name", "days", "department", "items", "order", "is_offered")
PROJECT_FACTS = (
    "name", "measure", "again_after", "needs", "categories", "grades", "subsistence", "age_from", "age_to",
    "order", "is_offered",
)  # fmt: skip


def kinds_for(unit, on):
    """Return {code: NeedKind} as they hold on the day `on` in the unit's county, in order. One query.

    Those that are not offered are there, too, for the needs that were registered before.
    """
    kinds = dict(NEED_KINDS)
    for row in _in_force(NeedRule, unit, on):
        kinds[row.kind] = _as_set(kinds.get(row.kind, OWN_NEED), row, NEED_FACTS)
    return in_order(kinds.values())


def project_kinds_for(unit, on):
    """Return {code: ProjectKind} as they hold on the day `on` in the unit's county, in order. One query."""
    kinds = dict(PROJECT_KINDS)
    for row in _in_force(ProjectRule, unit, on):
        kinds[row.kind] = _as_set(kinds.get(row.kind, OWN_PROJECT), row, PROJECT_FACTS)
    return in_order(kinds.values())


def need_kind_names(scope, on):
    """Return {code: name} of the kinds of need that a scope's counties have had until `on`. One query."""
    names = {kind.code: kind.name for kind in NEED_KINDS.values()}
    rows = NeedRule.objects.within(scope).filter(since__lte=on).order_by("since", "pk")
    return names | dict(rows.values_list("kind", "name"))


def _in_force(model, unit, on):
    """Return the rows that hold on the day `on` in the county that the unit is or lies in."""
    above = [*unit.ancestor_paths, unit.path]
    return model.objects.filter(unit__path__in=above, unit__level=Unit.Level.COUNTY).in_force(on)


def _as_set(kind, row, facts):
    """Return the kind as the county's row has it."""
    values = {name: getattr(row, name) for name in facts}
    frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return replace(kind, code=row.kind, **frozen)
