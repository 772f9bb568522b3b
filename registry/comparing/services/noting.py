"""What every decision does: leave an entry in the row's history, and settle what it settles."""

from registry.comparing.choices import RowState
from registry.comparing.models.rows import joined
from registry.models import ComparisonDecision

CLEARED = ["state", "open_diffs"]


def note(row, choice, *, by, at, field="", text="", **more):
    """Write an entry of a row's history and return it; `more`: takeover, change."""
    return ComparisonDecision.objects.create(
        row=row, choice=choice, field=field, note=text, by=by, at=at, **more
    )


def settle_field(row, key):
    """Take a field off those that wait; with the last one the row is settled. Not saved."""
    row.open_diffs = joined([other for other in row.open_keys if other != key])
    if not row.open_diffs:
        row.state = RowState.SETTLED


def reopen_field(row, key):
    """Let a field wait again, and the row with it. Not saved."""
    open_keys = [other for other in row.keys if other == key or other in row.open_keys]
    row.open_diffs = joined(open_keys)
    if row.state == RowState.SETTLED:
        row.state = RowState.OPEN
