"""How far a round is: states, modes and rates by township or by village, and who is behind."""

from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import Substr

from orgs.models import Unit
from registry.survey.choices import FINISHED, ChangeState, LineState, LostReason, Mode, VillageState
from registry.survey.models import SurveyChange, SurveyLine, SurveyVillage

NOTHING = {"total": 0, **dict.fromkeys(LineState.values, 0), **dict.fromkeys(Mode.values, 0)}


@dataclass
class Progress:
    """The sheets of one place: how many there are, in which state, met how; and its villages' states."""

    unit: Unit | None = None
    village: SurveyVillage | None = None
    total: int = 0
    counts: dict = field(default_factory=dict)
    villages: dict = field(default_factory=dict)
    changes: int = 0
    elapsed: float = 0.0

    @property
    def finished(self):
        return sum(self.counts.get(state, 0) for state in FINISHED)

    @property
    def home(self):
        return self.counts.get(Mode.HOME, 0)

    @property
    def met(self):
        return self.counts.get(Mode.MET, 0)

    @property
    def call(self):
        return self.counts.get(Mode.CALL, 0)

    @property
    def lost(self):
        return self.counts.get(Mode.LOST, 0)

    @property
    def returned(self):
        return self.counts.get(LineState.RETURNED, 0)

    @property
    def to_review(self):
        return self.counts.get(LineState.DONE, 0)

    @property
    def approved(self):
        return self.counts.get(LineState.APPROVED, 0)

    @property
    def village_count(self):
        return sum(self.villages.values())

    @property
    def submitted(self):
        return self.villages.get(VillageState.SUBMITTED, 0) + self.accepted

    @property
    def accepted(self):
        return self.villages.get(VillageState.ACCEPTED, 0)

    @property
    def badge(self):
        """Return (text, tone): everything done, behind the calendar, or on the way."""
        if self.finished >= self.total:
            return ("已完成", "good") if self.total else ("无持证人", "none")
        missing = self.total - self.finished
        if self.finished < int(self.total * self.elapsed):
            return f"滞后，差 {missing}", "bad" if self.elapsed >= 1 else "warn"
        return f"进行中，差 {missing}", "info"

    @property
    def address(self):
        """Return where the board leads: to the village's sheets, or the township's villages."""
        return self.village.get_absolute_url() if self.village else f"?township={self.unit.code}"

    @property
    def is_late(self):
        return self.badge[1] in ("bad", "warn")


@dataclass
class Board:
    """The progress of a round within a scope, row by row, with its total and the reasons for lost ones."""

    total: Progress
    rows: list[Progress]
    by_village: bool
    reasons: list = field(default_factory=list)

    @property
    def late(self):
        """Return who is behind, the most sheets missing first."""
        return sorted((row for row in self.rows if row.is_late), key=lambda row: row.finished - row.total)


def round_board(survey, scope, *, on, township=None):
    """Return the board of a round: by township, or by village where there is only one. Six queries."""
    scope = scope.narrowed_to(township or survey.unit)
    units = list(Unit.objects.within(scope).townships().in_tree_order())
    by_village = len(units) < 2
    places = SurveyVillage.objects.within(scope).filter(round=survey)
    if by_village:
        found = list(places.select_related("unit__parent").order_by("unit__path"))
        for village in found:
            village.round = survey
        rows = [Progress(village.unit, village, villages={village.state: 1}) for village in found]
    else:
        rows = [Progress(unit) for unit in units]
    _fill(survey, scope, rows, places)
    total = _sum(rows)
    for row in (total, *rows):
        row.elapsed = survey.elapsed_on(on)
    return Board(total, rows, by_village, _reasons(survey, scope))


def round_total(survey, scope, *, on):
    """Return the `Progress` of all sheets of a round within a scope, without its villages. One query."""
    lines = SurveyLine.objects.within(scope.narrowed_to(survey.unit)).filter(round=survey)
    counts = _counted(lines, 0).get("", NOTHING)
    return Progress(total=counts["total"], counts=counts, elapsed=survey.elapsed_on(on))


def _counted(lines, length):
    """Return {path cut to `length`: the sheets in all, in each state, and met in each way}. One query.

    Grouped as the index `surveyline_board` holds them, and added up here: nothing need be sorted.
    """
    groups = lines.order_by().values_list("unit_path", "state", "mode")
    found = {}
    for path, state, mode, number in groups.annotate(number=Count("*")):
        counts = found.setdefault(path[:length], dict(NOTHING))
        for key in ("total", state, mode):
            if key:  # nobody has been met yet
                counts[key] += number
    return found


def _fill(survey, scope, rows, places):
    """Put the counts of sheets, proposals and villages into the rows. Three queries."""
    length = len(rows[0].unit.path) if rows else 1
    lines = SurveyLine.objects.within(scope).filter(round=survey).order_by()
    tallies = _counted(lines, length)
    waiting = (
        SurveyChange.objects.within(scope).filter(line__round=survey, state=ChangeState.PROPOSED).order_by()
    )
    changes = waiting.annotate(place=Substr("line__unit_path", 1, length)).values_list("place")
    changes = dict(changes.annotate(number=Count("pk")))
    states = places.order_by().annotate(place=Substr("unit__path", 1, length)).values_list("place", "state")
    by_path = {row.unit.path: row for row in rows}
    for place, state, number in states.annotate(number=Count("pk")):
        if place in by_path:
            by_path[place].villages[state] = number
    for row in rows:
        row.counts = tallies.get(row.unit.path, {})
        row.total, row.changes = row.counts.get("total", 0), changes.get(row.unit.path, 0)


def _sum(rows):
    total = Progress()
    for row in rows:
        total.total += row.total
        total.changes += row.changes
        for key, number in row.counts.items():
            total.counts[key] = total.counts.get(key, 0) + number
        for state, number in row.villages.items():
            total.villages[state] = total.villages.get(state, 0) + number
    return total


def _reasons(survey, scope):
    """Return [(reason, number)] of those who could not be met, in the order of the list."""
    lost = SurveyLine.objects.within(scope).filter(round=survey, mode=Mode.LOST).order_by()
    counts = dict(lost.values_list("lost_reason").annotate(number=Count("pk")))
    return [(reason.label, counts[reason]) for reason in LostReason if reason in counts]
