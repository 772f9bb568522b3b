"""What a book says: its own rows, those it carries on from an earlier period, or what a source gives."""

from dataclasses import dataclass

from django.db.models import Prefetch

from registry.ledgers.models import LedgerBook
from registry.ledgers.sources import SOURCES, Column, Table
from registry.ledgers.values import shown
from registry.models import Certificate


@dataclass(frozen=True)
class Content:
    """The table of a book, and from which earlier book its rows were carried on, if so."""

    table: Table
    carried_from: LedgerBook | None = None


def reaches_up_to(unit, ledger_type, period):
    """True if the ledger is not kept at the unit, but made for it out of the units below."""
    source = SOURCES.get(ledger_type.source) if ledger_type.is_generated_in(period) else None
    return source is not None and source.reaches_up and unit.path.startswith(ledger_type.county.path)


def last_filled(unit, ledger_type, period):
    """Return the latest book before the period that has rows, or None."""
    books = LedgerBook.objects.filter(unit=unit, ledger_type=ledger_type, start__lt=period.start)
    return books.filter(row_count__gt=0).select_related("unit", "ledger_type").order_by("-start").first()


def fields_of(ledger_type, period):
    """Return the columns of the type in the period, in order."""
    return list(ledger_type.fields.in_force(period.start).order_by("order", "pk"))


def rows_of(book):
    """Return the rows of a book with their persons and certificates. Three queries."""
    cards = Prefetch("person__certificates", Certificate.objects.current())
    return list(book.rows.select_related("person").prefetch_related(cards).order_by("order", "pk"))


def content_of(place, book, on):
    """Return what the ledger of a place says on the day `on`, with numbers of persons masked."""
    if place.is_generated:
        source = SOURCES.get(place.ledger_type.source)
        return Content(source.table(place.unit, place.period, on) if source else Table((), []))
    origin = None
    if book and book.is_unchanged and place.ledger_type.carries:
        origin = last_filled(place.unit, place.ledger_type, place.period)
    fields = fields_of(place.ledger_type, place.period)
    rows = rows_of(origin or book) if book else []
    columns = tuple(Column(field.title, field.width, field.is_number) for field in fields)
    return Content(Table(columns, [[shown(field, row) for field in fields] for row in rows]), origin)
