"""Which books are locked: a lock of the unit or above covers the period, and no exception is running."""

from dataclasses import dataclass

from django.db.models import Q

from orgs.models import Unit
from registry.ledgers.models import LedgerException, LedgerLock


@dataclass(frozen=True)
class Locks:
    """The locks and running exceptions of some periods, asked many times without another query."""

    locks: frozenset  # (path, kind, start)
    exceptions: frozenset  # (path, type id or None, kind, start)

    def cover(self, unit, ledger_type, period):
        """True if the unit's book of this type and period may not change; without a type, its diary."""
        key = (period.kind, period.start)
        if not any(unit.path.startswith(path) for path, *locked in self.locks if tuple(locked) == key):
            return False
        return not any(
            unit.path.startswith(path) and type_id in (None, ledger_type and ledger_type.pk)
            for path, type_id, *open_again in self.exceptions
            if tuple(open_again) == key
        )


def locks_of(periods, on):
    """Return the `Locks` that matter to the periods on the day `on`. Two queries."""
    wanted = Q(pk__in=[])
    for period in periods:
        wanted |= Q(kind=period.kind, start=period.start)
    locks = LedgerLock.objects.filter(wanted).values_list("unit__path", "kind", "start")
    running = LedgerException.objects.filter(wanted, until__gte=on)
    return Locks(
        frozenset(locks),
        frozenset(running.values_list("unit__path", "ledger_type", "kind", "start")),
    )


def covering_locks(unit, period):
    """Return the locks on the period that `unit` stands under."""
    paths = [*unit.ancestor_paths, unit.path]
    found = LedgerLock.objects.filter(unit__path__in=paths, kind=period.kind, start=period.start)
    return list(found.select_related("unit"))


def is_locked(unit, ledger_type, period, on):
    """True if the unit's book may not change on the day `on`."""
    return locks_of([period], on).cover(unit, ledger_type, period)


def lockable_units(scope):
    """Return the counties and townships of the scope, which may lock what lies below them."""
    units = Unit.objects.within(scope).current().in_tree_order()
    return units.filter(level__in=(Unit.Level.COUNTY, Unit.Level.TOWNSHIP))
