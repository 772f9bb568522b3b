"""Writing the rows of a book: from the grid, from an import, from the period before."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from accounts import audit
from core import bulk
from registry.ledgers.models import LedgerRow
from registry.ledgers.selectors.books import last_filled
from registry.ledgers.services.books import book_for_change
from registry.ledgers.services.refusal import LedgerRefused

MOST_ROWS = 2000


@dataclass(frozen=True)
class RowChange:
    """What happens to a row: `key` of a row that stands, None for a new one; `is_removed` takes it out."""

    key: int | None
    cells: dict
    person: object = None
    is_removed: bool = False


@transaction.atomic
def save_rows(place, changes, *, by, at, version):
    """Write what was changed in the grid and return the book.

    :param version: of the book when the grid was shown.
    :raises LedgerRefused: somebody has written in between, too many rows, or the book may not change.
    """
    book = book_for_change(place, by=by, at=at)
    if book.version != version:
        raise LedgerRefused("这本台账刚被别人修改过。请重新打开，再填写您的内容。")
    standing = {row.pk: row for row in book.rows.all()}
    removed = [change.key for change in changes if change.is_removed and change.key in standing]
    changed = []
    for change in changes:
        row = standing.get(change.key)
        if row is None or change.is_removed:
            continue
        row.cells, row.person = change.cells, change.person
        changed.append(row)
    book.rows.filter(pk__in=removed).delete()
    bulk.update(changed, ["cells", "person"], at=at)
    added = [change for change in changes if change.key is None and not change.is_removed]
    return _finish(book, added, by=by, at=at, facts={"changed": len(changed), "removed": len(removed)})


@transaction.atomic
def add_rows(place, changes, *, by, at):
    """Add rows at the end of a book and return it.

    :raises LedgerRefused: too many rows, or the book may not change.
    """
    return _finish(book_for_change(place, by=by, at=at), changes, by=by, at=at, facts={})


@transaction.atomic
def roll_forward(place, *, by, at):
    """Take over the rows of the last period that has any, to be changed, and return the book.

    :raises LedgerRefused: rows are there already, there is nothing to take over, or it may not change.
    """
    book = book_for_change(place, by=by, at=at)
    if book.row_count:
        raise LedgerRefused(f"{place.period.noun}已有 {book.row_count} 行，不再沿用上期。")
    before = last_filled(place.unit, place.ledger_type, place.period)
    if before is None:
        raise LedgerRefused("以前各期都没有内容，没有可以沿用的行。")
    rows = before.rows.order_by("order", "pk").select_related("person")
    copies = [
        RowChange(None, row.cells, row.person)
        for row in rows
        if row.person is None or not row.person.is_archived
    ]
    return _finish(book, copies, by=by, at=at, facts={"taken_over_from": str(before.period)})


def _finish(book, added, *, by, at, facts):
    last = book.rows.aggregate(last=Max("order"))["last"] or 0
    if book.rows.count() + len(added) > MOST_ROWS:
        raise LedgerRefused(f"一本台账最多 {MOST_ROWS:,} 行。请按期分开登记。")
    rows = [
        LedgerRow(book=book, order=last + place, person=change.person, cells=change.cells)
        for place, change in enumerate(added, start=1)
    ]
    bulk.insert(rows, at=at)
    book.row_count, book.is_unchanged = book.rows.count(), False
    book.version += 1
    book.save()
    audit.record(
        audit.Event.CHANGE, by=by, about=book, unit=book.unit, what="台账行", added=len(added), **facts
    )
    return book
