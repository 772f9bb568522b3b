"""How many books are late: for the menu and the card of a unit."""

from django.db.models import Count, Q

from orgs.models import Unit
from registry.ledgers.choices import BookState
from registry.ledgers.models import LedgerBook, LedgerType
from registry.ledgers.periods import period_of
from registry.ledgers.selectors.locks import locks_of


def waiting_books(scope, on):
    """Return how many books of the scope were due for the last period, are not handed in and not locked.

    Types that nobody has begun to keep are left out. Five queries, however many units there are.
    """
    types = list(LedgerType.objects.within(scope).active().select_related("county"))
    last = {one.pk: period_of(one.period, on).previous for one in types}
    types = [one for one in types if one.is_due_in(last[one.pk])]
    due = [one for one in types if last[one.pk].due_on(one.due_days) < on]
    if not due:
        return 0
    wanted = Q(pk__in=[])
    for one in due:
        wanted |= Q(ledger_type=one.pk, start=last[one.pk].start)
    books = LedgerBook.objects.within(scope).filter(wanted).values("ledger_type").order_by()
    done = {
        row["ledger_type"]: row["done"]
        for row in books.annotate(done=Count("pk", filter=~Q(state=BookState.DRAFT)))
    }
    units = Unit.objects.within(scope).current().values_list("path", "level")
    locks = locks_of(set(last.values()), on)
    locked = {(kind, start): path for path, kind, start in locks.locks}
    count = 0
    for one in due:
        period = last[one.pk]
        if one.pk not in done or (period.kind, period.start) in locked:
            continue
        kept = sum(level in one.levels and path.startswith(one.county.path) for path, level in units)
        count += max(0, kept - done[one.pk])
    return count
