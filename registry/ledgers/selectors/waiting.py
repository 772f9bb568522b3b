"""Which books wait for somebody: for the menu and the workbench."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from orgs.models import Unit
from orgs.scoping import below
from registry.ledgers.choices import BookState
from registry.ledgers.models import LedgerBook, LedgerType
from registry.ledgers.periods import Period, add_months, period_of
from registry.ledgers.selectors.locks import locks_of

MONTHS_BACK = 12  # who has kept no book of a type for longer is not asked for it


@dataclass(frozen=True)
class Asked:
    """How many books of the last period are not handed in: past their day, and still in time until when."""

    late: int = 0
    open: int = 0
    until: date | None = None


def waiting_books(scope, on):
    """Return how many books of the scope were due for the last period, are not handed in and not locked."""
    return books_asked_for(scope, on).late


def books_asked_for(scope, on):
    """Return the `Asked` of the scope on the day `on`; what is locked counts no more.

    Types that nobody has begun to keep are left out. Five queries, however many units there are.
    """
    types = list(LedgerType.objects.within(scope).active().select_related("county"))
    last = {one.pk: period_of(one.period, on).previous for one in types}
    types = [one for one in types if one.is_due_in(last[one.pk])]
    if not types:
        return Asked()
    locked = _locked_paths(set(last.values()), on)
    wanted = Q(pk__in=[])
    for one in types:
        period = last[one.pk]
        wanted |= Q(ledger_type=one.pk, start=period.start) & ~_under(locked.get(period, ()))
    books = LedgerBook.objects.within(scope).filter(start__gte=add_months(on, -MONTHS_BACK)).order_by()
    counts = books.values("ledger_type").annotate(
        first=Min("start"), done=Count("pk", filter=wanted & ~Q(state=BookState.DRAFT))
    )
    known = {row["ledger_type"]: row for row in counts}
    units = list(Unit.objects.within(scope).current().values_list("path", "level"))
    late = still = 0
    until = []
    for one in types:
        period = last[one.pk]
        if one.pk not in known or known[one.pk]["first"] > period.start:
            continue
        closed = locked.get(period, ())
        kept = sum(
            level in one.levels and path.startswith(one.county.path) and not path.startswith(closed)
            for path, level in units
        )
        missing = max(0, kept - known[one.pk]["done"])
        if period.due_on(one.due_days) < on:
            late += missing
        elif missing:
            still += missing
            until.append(period.due_on(one.due_days))
    return Asked(late, still, min(until, default=None))


def books_to_review(scope, on):
    """Return how many books below the scope's own units are reported, not reviewed and not locked.

    Three queries.
    """
    books = LedgerBook.objects.within(scope).filter(
        state=BookState.REPORTED, start__gte=add_months(on, -MONTHS_BACK)
    )
    rows = list(
        books.exclude(unit_path__in=scope.paths).values_list("unit_path", "start", "ledger_type__period")
    )
    locked = _locked_paths({Period(start, kind) for _, start, kind in rows}, on)
    return sum(not path.startswith(locked.get(Period(start, kind), ())) for path, start, kind in rows)


def _locked_paths(periods, on):
    """Return {period: paths of the units that have locked it}. Two queries."""
    paths = {}
    for path, kind, start in locks_of(periods, on).locks:
        paths[Period(start, kind)] = (*paths.get(Period(start, kind), ()), path)
    return paths


def _under(paths):
    condition = Q(pk__in=[])
    for path in paths:
        condition |= below(path, "unit_path")
    return condition
