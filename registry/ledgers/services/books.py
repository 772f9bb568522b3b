"""The life of a book: begun, unchanged or filled, reported, reviewed or returned."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from registry.ledgers.choices import BookState
from registry.ledgers.models import LedgerBook
from registry.ledgers.selectors.locks import is_locked, locks_of
from registry.ledgers.services.refusal import LedgerRefused

OUTSIDE = "该单位不在您的管辖范围内。"


@dataclass(frozen=True)
class Place:
    """Where a book stands: its unit, type and period, whether or not it has been begun."""

    unit: object
    ledger_type: object
    period: object

    def __str__(self):
        return f"{self.unit.name} {self.ledger_type} {self.period.label}"

    @property
    def is_generated(self):
        """True if a source fills its book in."""
        return self.ledger_type.is_generated_in(self.period)


def book_for_change(place, *, by, at):
    """Return the place's book, locked for this transaction and begun if need be.

    :raises LedgerRefused: outside the scope, a wrong or future period, generated, handed in, or locked.
    """
    _must_be_open(place, by=by, at=at)
    book, _ = LedgerBook.objects.select_for_update(of=("self",)).get_or_create(
        unit=place.unit, ledger_type=place.ledger_type, start=place.period.start,
        defaults={"unit_path": place.unit.path},
    )  # fmt: skip
    _must_be_draft(book)
    return book


def _must_be_draft(book):
    if book.is_reported:
        raise LedgerRefused("这本台账已上报。要修改，请先撤回上报。")
    if book.is_reviewed:
        raise LedgerRefused("这本台账已审核。要修改，请联系上级退回。")


def must_take_rows(place, *, by, at):
    """Refuse what `book_for_change` would refuse, without beginning a book.

    :raises LedgerRefused: see there.
    """
    _must_be_open(place, by=by, at=at)
    wanted = {"unit": place.unit, "ledger_type": place.ledger_type, "start": place.period.start}
    if (book := LedgerBook.objects.filter(**wanted).first()) is not None:
        _must_be_draft(book)


def _must_be_open(place, *, by, at):
    today = timezone.localdate(at)
    if not by.scope_of(Permission.LEDGER_EDIT).covers(place.unit):
        raise LedgerRefused(OUTSIDE)
    if place.is_generated:
        raise LedgerRefused(f"{place.ledger_type.name}由系统自动生成，不需填写和上报。")
    if not place.ledger_type.is_active:
        raise LedgerRefused(f"{place.ledger_type.name}已停用。")
    if place.period.start > today:
        raise LedgerRefused(f"{place.period.label}还没有开始。")
    if is_locked(place.unit, place.ledger_type, place.period, today):
        raise LedgerRefused(f"{place.period.label}的台账已锁定。确需修改，请联系上级放行。")


@transaction.atomic
def report_unchanged(places, *, by, at):
    """Report several books of one unit as 无变化: who and when, without copying a row; return the books.

    :raises LedgerRefused: one of them has rows already, was handed in, or may not change; then none is.
    """
    books = []
    for place in places:
        book = book_for_change(place, by=by, at=at)
        if book.row_count:
            raise LedgerRefused(
                f"{place.ledger_type}{place.period.noun}已填 {book.row_count} 行，不是无变化。"
                "请直接上报，或先删去各行。"
            )
        book.is_unchanged = True
        books.append(_reported(book, place, by=by, at=at))
    return books


@transaction.atomic
def report_book(place, *, by, at):
    """Hand a filled book in to the unit above and return it.

    :raises LedgerRefused: nothing is in it, or it may not change.
    """
    book = book_for_change(place, by=by, at=at)
    if not book.row_count:
        raise LedgerRefused(f"还没有填写任何一行。没有新情况的，请点“{place.period.noun}无变化”。")
    return _reported(book, place, by=by, at=at)


def _reported(book, place, *, by, at):
    book.state, book.reported_by, book.reported_at = BookState.REPORTED, by, at
    book.due_on = (
        place.period.due_on(place.ledger_type.due_days) if place.ledger_type.is_due_in(place.period) else None
    )
    book.returned_because = ""
    book.version += 1
    book.save()
    return book


@transaction.atomic
def withdraw_report(book, *, by, at):
    """Take back what was handed in and nobody has reviewed; return the book.

    :raises LedgerRefused: outside the scope, not handed in, or locked.
    """
    book = _again(book)
    if not by.scope_of(Permission.LEDGER_EDIT).covers(book.unit):
        raise LedgerRefused(OUTSIDE)
    if not book.is_reported:
        raise LedgerRefused("只有已报、还没有审核的台账才能撤回。")
    _must_not_be_locked(book, at)
    return _back_to_draft(book, because="")


@transaction.atomic
def review_book(book, *, by, at):
    """Find a reported book right and return it.

    :raises LedgerRefused: not above its unit, not reported, or locked.
    """
    return review_books([book], by=by, at=at)[0]


@transaction.atomic
def review_books(books, *, by, at):
    """Find several reported books right; return them.

    :raises LedgerRefused: one of them is not for the actor to review, not reported, or locked.
    """
    keys = [book.pk for book in books]
    found = LedgerBook.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    found = list(found.select_related("unit__parent", "ledger_type__county").order_by("pk"))
    locks = locks_of({book.period for book in found}, timezone.localdate(at))
    for book in found:
        _must_stand_above(by, book)
        if not book.is_reported:
            raise LedgerRefused(f"{book}没有上报，或已经审核。")
        if locks.cover(book.unit, book.ledger_type, book.period):
            raise LedgerRefused(f"{book.period.label}的台账已锁定。确需修改，请先放行。")
        book.state, book.reviewed_by, book.reviewed_at = BookState.REVIEWED, by, at
        book.save()
    return found


@transaction.atomic
def return_book(book, *, by, at, because):
    """Send a book back to its unit with the reason, and return it.

    :raises LedgerRefused: not above its unit, not handed in, without a reason, or locked.
    """
    book = _again(book)
    _must_stand_above(by, book)
    if book.is_draft:
        raise LedgerRefused("这本台账没有上报，不需退回。")
    if not because.strip():
        raise LedgerRefused("请写明退回原因，填表人据此修改。", field="because")
    _must_not_be_locked(book, at)
    return _back_to_draft(book, because=because.strip())


def _again(book):
    found = LedgerBook.objects.select_for_update(of=("self",))
    return found.select_related("unit__parent", "ledger_type__county").get(pk=book.pk)


def _back_to_draft(book, *, because):
    book.state, book.is_unchanged, book.returned_because = BookState.DRAFT, False, because
    book.reported_by = book.reported_at = book.reviewed_by = book.reviewed_at = book.due_on = None
    book.version += 1
    book.save()
    return book


def _must_not_be_locked(book, at):
    if is_locked(book.unit, book.ledger_type, book.period, timezone.localdate(at)):
        raise LedgerRefused(f"{book.period.label}的台账已锁定。确需修改，请先放行。")


def may_review(by, unit):
    """True if the user works at a unit above this one, where its books are reviewed."""
    return by.scope_of(Permission.LEDGER_EDIT).covers(unit.parent) if unit.parent else False


def _must_stand_above(by, book):
    if not may_review(by, book.unit):
        raise LedgerRefused("由上一级单位审核。")
