"""One cell of the matrix with everything behind it, and where to inspect next."""

from dataclasses import dataclass

from django.db.models import Count

from assessments.library.selectors import evidence_of_checks
from assessments.models import Check, ChecklistItem
from assessments.periods import Quarter
from assessments.selectors.matrix import items_of
from assessments.selectors.places import lists_of, measured_units


@dataclass(frozen=True)
class Past:
    """What was found for the item in an earlier quarter."""

    period: Quarter
    check: Check


def evidence_of(check):
    """Return the standing evidence of a check as `Hung`, newest first; nothing without a check."""
    return evidence_of_checks([check])[check.pk] if check is not None else []


def history_of(unit, item, *, before):
    """Return what earlier quarters say of the item and its predecessors of the same number, newest first."""
    items = ChecklistItem.objects.filter(checklist=item.checklist, number=item.number)
    checks = Check.objects.filter(unit=unit, item__in=items.values("pk"))
    checks = checks.select_related("inspector", "item").order_by("-year", "-quarter")
    found = [Past(check.period, check) for check in checks[:20]]
    return [past for past in found if past.period < before]


def next_unchecked(unit, scope, period, *, on):
    """Return the next unit of the scope, in tree order after `unit`, that still has something to inspect.

    After the last one it begins again; None where every item by hand of every other unit is done.
    """
    for checklist in lists_of(unit, on):
        by_hand = [item.pk for item in items_of(checklist, period) if not item.is_fact]
        seen = Check.objects.of(period).filter(item__in=by_hand).exclude(result=Check.Result.UNSEEN)
        done = dict(seen.values_list("unit").annotate(Count("pk")).order_by())
        units = measured_units(checklist, scope, on)
        waiting = [one for one in units if done.get(one.pk, 0) < len(by_hand) and one.pk != unit.pk]
        if waiting:
            return next((one for one in waiting if one.path > unit.path), waiting[0])
    return None
