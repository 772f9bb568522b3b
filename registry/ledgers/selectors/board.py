"""How far the units are with their ledgers: the board of a place, and the month of one unit."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from orgs.models import Unit
from registry.ledgers.choices import BookState
from registry.ledgers.models import LedgerBook, LedgerType
from registry.ledgers.periods import period_of
from registry.ledgers.selectors.books import reaches_up_to
from registry.ledgers.selectors.locks import locks_of

EMPTY, DRAFT, REPORTED, REVIEWED, LOCKED = "empty", "draft", "reported", "reviewed", "locked"
WORDS = {EMPTY: "未填", DRAFT: "填写中", REPORTED: "已报", REVIEWED: "已审", LOCKED: "已锁"}
TONES = {EMPTY: "none", DRAFT: "info", REPORTED: "good", REVIEWED: "good", LOCKED: "none"}
DONE = frozenset({BookState.REPORTED, BookState.REVIEWED})


@dataclass(frozen=True)
class Standing:
    """How one ledger of one unit stands in a period, seen on a day."""

    unit: Unit
    ledger_type: LedgerType
    period: object
    book: LedgerBook | None
    on: date
    is_locked: bool = False

    @property
    def is_generated(self):
        return self.ledger_type.is_generated_in(self.period)

    @property
    def is_due(self):
        return self.ledger_type.is_due_in(self.period)

    @property
    def due_on(self):
        return self.period.due_on(self.ledger_type.due_days) if self.is_due else None

    @property
    def state(self):
        """Return 未填, 填写中, 已报, 已审 or 已锁 as a key of `WORDS`."""
        if self.is_locked:
            return LOCKED
        return self.book.state if self.book else EMPTY

    @property
    def is_done(self):
        return self.book is not None and self.book.state in DONE

    @property
    def is_late(self):
        """True if it was due before and is not handed in."""
        return self.due_on is not None and not self.is_done and self.on > self.due_on

    @property
    def came_late(self):
        return bool(self.is_done and self.book.due_on and self.reported_on > self.book.due_on)

    @property
    def reported_on(self):
        return timezone.localdate(self.book.reported_at)

    @property
    def word(self):
        """Return the state in words: 逾期未填, 已报（迟报）, 已锁（未报） …"""
        word = WORDS[self.state]
        if self.is_locked and not self.is_done:
            return f"{word}（未报）"
        if self.is_late:
            return f"逾期{word}"
        if self.came_late:
            return f"{word}（迟报）"
        return word

    @property
    def tone(self):
        if self.is_late or (self.is_locked and not self.is_done):
            return "bad"
        return "warn" if self.came_late else TONES[self.state]

    @property
    def is_unchanged(self):
        return self.book is not None and self.book.is_unchanged

    @property
    def returned_because(self):
        return self.book.returned_because if self.book else ""

    @property
    def is_open(self):
        """True if it can still be filled in: neither handed in nor locked."""
        return not self.is_done and not self.is_locked

    @property
    def may_be_unchanged(self):
        return self.is_open and not (self.book and self.book.row_count)

    @property
    def waits_for_review(self):
        return self.book is not None and self.book.is_reported and not self.is_locked


@dataclass
class Sum:
    """How many of the books below a unit are handed in, for one type."""

    total: int = 0
    done: int = 0
    late: int = 0

    def add(self, standing):
        """Count one book."""
        self.total += 1
        if standing.is_done:
            self.done += 1
        elif standing.is_late:
            self.late += 1

    def join(self, other):
        """Count what another sum has counted."""
        self.total += other.total
        self.done += other.done
        self.late += other.late

    @property
    def tone(self):
        if self.late:
            return "bad"
        return "good" if self.done == self.total else "info" if self.done else "none"

    @property
    def word(self):
        if self.late:
            return f"逾期 {self.late}"
        return "报齐" if self.done == self.total else f"差 {self.total - self.done}"


@dataclass
class Board:
    """Types across, units down: `lines` holds (unit, cells); a cell is a Standing, a Sum or None."""

    types: list
    periods: dict
    lines: list = field(default_factory=list)
    totals: list = field(default_factory=list)
    waiting: list = field(default_factory=list)  # keys of the books that wait for a review


def types_for(county):
    """Return the active types of a county in order."""
    types = LedgerType.objects.active().filter(county=county).select_related("county").in_order()
    return list(types)


def standings(units, types, day, on):
    """Return {(unit id, type id): Standing} for the periods in which `day` lies. Three queries."""
    periods = {one.pk: period_of(one.period, day) for one in types}
    wanted = Q(pk__in=[])
    for one in types:
        wanted |= Q(ledger_type=one.pk, start=periods[one.pk].start)
    books = LedgerBook.objects.filter(wanted, _within(units)).only(
        "unit_id",
        "ledger_type_id",
        "start",
        "state",
        "is_unchanged",
        "row_count",
        "reported_at",
        "due_on",
        "returned_because",
    )
    by_place = {(book.unit_id, book.ledger_type_id): book for book in books}
    locks = locks_of(set(periods.values()), on)
    return {
        (unit.pk, one.pk): Standing(
            unit, one, periods[one.pk], by_place.get((unit.pk, one.pk)), on,
            locks.cover(unit, one, periods[one.pk]),
        )
        for unit in units
        for one in types
        if unit.level in one.levels
    }  # fmt: skip


def _within(units):
    """Return the condition that keeps the query near the units, however many they are."""
    paths = [unit.path for unit in units]
    return Q(unit_path__gte=min(paths, default=""), unit_path__lte=max(paths, default=""))


def board(county, place, scope, *, day, on):
    """Return the `Board` of `place`: a county by its townships, a township by its villages.

    :param place: the county or township in view; a county adds its villages up by township.
    """
    types = [one for one in types_for(county) if one.is_due_in(period_of(one.period, day))]
    units = list(Unit.objects.within(scope).current().below(place).in_tree_order())
    cells = standings(units, types, day, on)
    made = Board(types, {one.pk: period_of(one.period, day) for one in types})
    sums, totals = {}, {one.pk: Sum() for one in types}
    for (_, type_id), standing in cells.items():
        sums.setdefault((standing.unit.parent_id, type_id), Sum()).add(standing)
    for (_, type_id), part in sums.items():
        totals[type_id].join(part)
    made.waiting = [standing.book.pk for standing in cells.values() if standing.waits_for_review]
    made.totals = [totals[one.pk] for one in types]
    for unit in units:
        if unit.pk == place.pk or unit.parent_id == place.pk:
            line = [cells.get((unit.pk, one.pk)) or sums.get((unit.pk, one.pk)) for one in types]
            if unit.pk == place.pk:  # what the place itself keeps; the lines below it follow
                line = [cells.get((unit.pk, one.pk)) for one in types]
            if any(line):
                made.lines.append((unit, line))
    return made


def month_of(unit, county, *, day, on):
    """Return the standings of all ledgers that the unit itself keeps, in order. Four queries."""
    kept = [one for one in types_for(county) if one.is_kept_by(unit)]
    cells = standings([unit], kept, day, on)
    return [cells[unit.pk, one.pk] for one in kept]


def made_for(unit, county, *, day, on):
    """Return the standings of ledgers that are made for the unit out of what lies below it. One query."""
    found = [(one, period_of(one.period, day)) for one in types_for(county) if not one.is_kept_by(unit)]
    return [
        Standing(unit, one, period, None, on) for one, period in found if reaches_up_to(unit, one, period)
    ]


def overdue_of(unit, county, *, on, back=6):
    """Return what the unit has not handed in of the last periods, oldest first. Four queries.

    Counted from the first book that the unit has of a type: nobody is late with what was not yet asked for.
    """
    books = {}
    for book in LedgerBook.objects.filter(unit=unit).defer("returned_because"):
        books[book.ledger_type_id, book.start] = book
    late = []
    for one in types_for(county):
        begun = [start for type_id, start in books if type_id == one.pk]
        if not (one.is_kept_by(unit) and begun):
            continue
        period = period_of(one.period, on)
        for _ in range(back):
            period = period.previous
            if period.start > min(begun):
                late.append(Standing(unit, one, period, books.get((one.pk, period.start)), on))
    late = [standing for standing in late if standing.is_late]
    locks = locks_of({standing.period for standing in late}, on) if late else None
    late = [one for one in late if not locks.cover(unit, one.ledger_type, one.period)]
    return sorted(late, key=lambda standing: (standing.due_on, standing.ledger_type.order))
