"""Questions about public notices."""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from orgs.models import Unit
from registry.applications.choices import LEVEL_PERMISSIONS, StepKind
from registry.applications.models import Application, Notice, Objection


@dataclass
class ToPost:
    """A unit at which applications wait to be put up."""

    unit: Unit
    number: int
    is_mine: bool
    overdue: int = 0


@dataclass
class Named:
    """An application that a notice names, and the objections to it on this notice."""

    application: Application
    is_hanging: bool
    objections: list = field(default_factory=list)

    @property
    def is_clear(self):
        """True if nothing holds it up."""
        return all(one.settled_on and not one.is_upheld for one in self.objections)


def may_handle(user, unit, level):
    """True if the user may put up and end notices of that level at the unit."""
    return user.scope_of(LEVEL_PERMISSIONS[level]).covers(unit)


def to_post(scope, user, on):
    """Return the units of the scope at which applications wait to be put up: [ToPost]. Two queries."""
    rows = _waiting(scope).values("handler_unit", "step_level").order_by()
    rows = rows.annotate(number=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=on)))
    found = {row["handler_unit"]: row for row in rows}
    units = Unit.objects.filter(pk__in=found).select_related("parent").in_tree_order()
    return [
        ToPost(
            unit=unit,
            number=found[unit.pk]["number"],
            overdue=found[unit.pk]["overdue"],
            is_mine=may_handle(user, unit, found[unit.pk]["step_level"]),
        )
        for unit in units
    ]


def waiting_at_unit(scope, unit):
    """Return the applications of the scope that wait to be put up at exactly this unit."""
    return _waiting(scope).filter(handler_unit=unit).for_list().order_by("kind", "unit__path", "pk")


def notices_of(scope):
    """Return the notices that the scope sees, with how many applications of the scope each names."""
    mine = Q(entries__application__in=Application.objects.within(scope))
    return Notice.objects.within(scope).annotate(named=Count("entries", filter=mine, distinct=True))


def named_on(notice, scope):
    """Return the applications of the scope that a notice names, in the order of the paper: [Named]."""
    applications = Application.objects.within(scope).filter(noticed__notice=notice).for_list()
    objections = {}
    for objection in Objection.objects.within(scope).filter(notice=notice).order_by("pk"):
        objections.setdefault(objection.application_id, []).append(objection)
    return [
        Named(one, is_hanging=one.notice_id == notice.pk, objections=objections.get(one.pk, []))
        for one in applications.order_by("kind", "unit__path", "number")
    ]


def _waiting(scope):
    rows = Application.objects.within(scope).open()
    return rows.filter(step_kind=StepKind.NOTICE, notice=None)
