"""The matrix: what every unit of a list has and lacks in one quarter, with a constant number of queries."""

from dataclasses import dataclass, replace

from django.db.models import Count, TextChoices

from assessments import facts
from assessments.models import Check, ChecklistItem, EvidenceUse
from assessments.models.checklists import star_name
from assessments.selectors.periods import is_closed


class State(TextChoices):
    """What a cell says."""

    YES = "yes", "有"
    NO = "no", "无"
    UNSEEN = "unseen", "未查"
    UNKNOWN = "unknown", "待核"


UNCONFIRMED = "村级自报，未确认"
UNSHOWN = ("created_at", "updated_at", "confirmed_at")  # of a check; to read them takes time in SQLite
FACT_STATES = {True: State.YES, False: State.NO, None: State.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Cell:
    """One item of one unit: the state, the check behind it if there is one, and the fact if one decides."""

    item: ChecklistItem
    unit_id: int
    state: str
    check: Check | None = None
    fact: facts.Fact | None = None

    @property
    def is_met(self):
        return self.state == State.YES

    @property
    def is_lacking(self):
        return self.state == State.NO

    @property
    def is_open(self):
        """True if nobody and nothing has decided it yet."""
        return self.state in (State.UNSEEN, State.UNKNOWN)

    @property
    def is_override(self):
        return self.check is not None and self.check.is_override

    @property
    def is_unconfirmed(self):
        """True if the unit itself has overruled the fact and nobody above has found that right yet."""
        return self.check is not None and self.check.awaits_confirmation

    @property
    def is_by_fact(self):
        """True if the system decided it, and no person has overruled that."""
        return self.item.is_fact and not self.is_override

    @property
    def label(self):
        return State(self.state).label

    @property
    def fact_label(self):
        """Return what the fact says now, whatever a person has said."""
        return FACT_STATES[self.fact.value].label if self.fact is not None else ""

    @property
    def checked_on(self):
        return self.check.checked_on if self.check is not None else None

    @property
    def inspector(self):
        return self.check.inspector if self.check is not None else None

    @property
    def basis(self):
        """Return in words why the state is what it is."""
        if self.is_unconfirmed:
            return f"{UNCONFIRMED}：自报“{self.check.get_result_display()}”，理由：{self.check.reason}"
        if self.is_override:
            return f"人工改判：{self.check.reason}"
        if self.item.is_fact:
            text = self.fact.text if self.fact is not None else self.check.fact_text if self.check else ""
            return f"系统判定：{text or '没有数据'}"
        return "未查" if self.is_open else "人工查验"

    @property
    def note(self):
        return self.check.note if self.check is not None else ""

    @property
    def evidence_count(self):
        return self.check.evidence_count if self.check is not None else 0

    @property
    def lacks_evidence(self):
        """True if it is met, evidence is demanded and none is there."""
        return self.item.evidence_needed and self.is_met and not self.evidence_count


@dataclass(frozen=True, slots=True)
class Row:
    """One unit with its cells in the order of the items."""

    unit: object
    cells: list[Cell]
    met: int
    lacking: int
    stars: int | None = None  # None where the list gives none

    @property
    def points(self):
        """Return the points of the items that are met."""
        return sum(cell.item.points for cell in self.cells if cell.state == State.YES)

    @property
    def star_name(self):
        return star_name(self.stars or 0)

    @property
    def total(self):
        return len(self.cells)

    @property
    def open(self):
        """Return how many items are not decided yet."""
        return self.total - self.met - self.lacking

    @property
    def is_compliant(self):
        return self.total > 0 and self.met == self.total

    @property
    def lacks_evidence(self):
        """True if a met item demands evidence that is not there."""
        return any(cell.lacks_evidence for cell in self.cells)

    @property
    def missing(self):
        """Return the items that the unit lacks."""
        return [cell.item for cell in self.cells if cell.is_lacking]

    @property
    def verdict(self):
        """Return (text, tone) of the conclusion."""
        if self.is_compliant:
            return "达标", "good"
        if self.lacking:
            return f"差 {self.lacking} 项", "bad"
        return f"待查 {self.open} 项", "warn"


@dataclass(frozen=True)
class Matrix:
    """A list at its units in one quarter."""

    checklist: object
    period: object
    items: list[ChecklistItem]
    rows: list[Row]
    is_closed: bool
    bands: tuple = ()  # of the stars, the most first

    @property
    def gives_stars(self):
        return bool(self.bands)

    @property
    def total(self):
        """Return how many units there are."""
        return len(self.rows)

    @property
    def compliant(self):
        return sum(row.is_compliant for row in self.rows)

    @property
    def lacking(self):
        """Return how many units lack at least one item."""
        return sum(row.lacking > 0 for row in self.rows)

    @property
    def open(self):
        """Return how many units lack nothing so far but are not fully checked."""
        return len(self.rows) - self.compliant - self.lacking

    @property
    def lacking_by_item(self):
        """Return [(item, number of units that lack it)] in the order of the items."""
        return [
            (item, sum(row.cells[place].is_lacking for row in self.rows))
            for place, item in enumerate(self.items)
        ]

    def only(self, keep):
        """Return the matrix with the rows for which `keep(row)` holds."""
        rows = [row for row in self.rows if keep(row)]
        return replace(self, rows=rows)


def items_of(checklist, period):
    """Return the items of the list that hold at the end of the quarter, by number."""
    return list(checklist.items.in_force(period.end).order_by("number", "pk"))


def matrix(checklist, units, period, *, on=None, ask=facts.measure):
    """Return the matrix of `units` for a quarter; facts of an open quarter are measured on the day `on`.

    `on` is today; left out, or after the quarter, the last day of the quarter counts.

    :param ask: measures the facts, as `assessments.facts.measure` does.
    """
    units = list(units)
    items = items_of(checklist, period)
    closed = is_closed(checklist.county, period)
    checks = _checks(items, units, period)
    measured = {} if closed else ask(items, units, period, on=period.as_of(on or period.end))
    bands = tuple(checklist.star_bands.in_force(period.end).order_by("-from_points"))
    rows = [_starred(_row(unit, items, checks, measured), bands) for unit in units]
    return Matrix(checklist, period, items, rows, closed, bands)


def _starred(row, bands):
    """Return the row with the stars that its points earn."""
    if not bands:
        return row
    points = row.points
    return replace(row, stars=next((band.stars for band in bands if points >= band.from_points), 0))


def _checks(items, units, period):
    checks = Check.objects.of(period).filter(item__in=[item.pk for item in items]).defer(*UNSHOWN)
    if len(units) == 1:
        checks = checks.filter(unit=units[0]).select_related("inspector")
    found = {(check.unit_id, check.item_id): check for check in checks.order_by()}
    proofs = EvidenceUse.objects.standing().filter(check_row__in=checks.values("pk"))
    counts = dict(proofs.values_list("check_row").annotate(Count("pk")).order_by())
    for check in found.values():
        check.evidence_count = counts.get(check.pk, 0)
    return found


def _row(unit, items, checks, measured):
    cells = [_cell(unit, item, checks.get((unit.pk, item.pk)), measured.get(item.pk)) for item in items]
    met = sum(cell.state == State.YES for cell in cells)
    lacking = sum(cell.state == State.NO for cell in cells)
    return Row(unit, cells, met, lacking)


def _cell(unit, item, check, measured):
    fact = measured.get(unit.pk) if measured is not None else None
    if check is not None and (not check.is_by_fact or measured is None):
        unknown = check.is_by_fact and check.fact_value == Check.FactValue.UNKNOWN
        unknown = unknown or check.awaits_confirmation  # it counts neither as met nor as lacking till then
        return Cell(item, unit.pk, State.UNKNOWN if unknown else State(check.result), check, fact)
    if fact is not None:
        return Cell(item, unit.pk, FACT_STATES[fact.value], check, fact)
    return Cell(item, unit.pk, State.UNKNOWN if item.is_fact else State.UNSEEN, check)
