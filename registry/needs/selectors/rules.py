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
    return _holding(NeedRule, NEED_KINDS, OWN_NEED, NEED_FACTS, unit, on)


def project_kinds_for(unit, on):
    """Return {code: ProjectKind} as they hold on the day `on` in the unit's county, in order. One query."""
    return _holding(ProjectRule, PROJECT_KINDS, OWN_PROJECT, PROJECT_FACTS, unit, on)


def need_kind_names(scope, on):
    """Return {code: name} of the kinds of need that a scope's counties have had until `on`. One query."""
    names = {kind.code: kind.name for kind in NEED_KINDS.values()}
    rows = NeedRule.objects.within(scope).filter(since__lte=on).order_by("since", "pk")
    return names | dict(rows.values_list("kind", "name"))


def _holding(model, shipped, own, facts, unit, on):
    above = [*unit.ancestor_paths, unit.path]
    rows = model.objects.filter(unit__path__in=above, unit__level=Unit.Level.COUNTY).in_force(on)
    kinds = dict(shipped)
    for row in rows:
        kinds[row.kind] = _as_set(kinds.get(row.kind, own), row, facts)
    return in_order(kinds.values())


def _as_set(kind, row, facts):
    """Return the kind as the county's row has it."""
    values = {name: getattr(row, name) for name in facts}
    frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return replace(kind, code=row.kind, **frozen)
