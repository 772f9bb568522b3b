"""What the unit page says of a unit's books."""

from django.utils import timezone

from core.permissions import Permission
from registry.ledgers.periods import period_of
from registry.ledgers.selectors.board import board, month_of, overdue_of
from registry.ledgers.selectors.places import county_of

NOTHING = {"month": None, "standings": [], "sums": [], "overdue": 0, "is_shown": False}


def books_card(unit, user):
    """Return how the books of the unit, or of the villages below it, stand, where the user may know.

    A village is shown its present month; a place above it the last month that is over, type by type.
    """
    scope = user.scope_of(Permission.LEDGER_VIEW)
    county = county_of(unit) if scope.covers(unit) else None
    if county is None:
        return dict(NOTHING)
    today = timezone.localdate()
    if unit.is_grassroots:
        standings = [one for one in month_of(unit, county, day=today, on=today) if one.is_due]
        overdue = len(overdue_of(unit, county, on=today))
        return NOTHING | {"month": today, "standings": standings, "overdue": overdue, "is_shown": True}
    month = period_of("month", today).previous.start
    made = board(county, unit, scope, day=month, on=today)
    sums = [(one, total) for one, total in zip(made.types, made.totals, strict=True) if total.total]
    return NOTHING | {"month": month, "sums": sums, "is_shown": True}
