"""Figures about petitions, for the page of figures and for whoever assesses units.

One definition of 按期办结率 everywhere: of the petitions accepted whose deadline (extension included) falls
into the period, and which are settled or past it, the share that was settled on or before the deadline. A
petition counts for the unit that deals with it. Refused petitions have no such deadline and do not count.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from orgs.models import Unit
from orgs.scoping import STEP
from registry.petitions.choices import Form, Satisfaction, State
from registry.petitions.models import Petition

HAPPY = (Satisfaction.SATISFIED, Satisfaction.FAIR)
RATED = (*HAPPY, Satisfaction.UNSATISFIED)


@dataclass
class InTime:
    """How many petitions had to be settled in a period, and how many were in time."""

    due: int = 0
    in_time: int = 0

    @property
    def percent(self):
        """Return the share with one decimal; None where nothing had to be settled."""
        return round(self.in_time * 100 / self.due, 1) if self.due else None

    def add(self, settled_on, settle_by):
        """Count one petition whose deadline falls into the period."""
        self.due += 1
        self.in_time += settled_on is not None and settled_on <= settle_by


@dataclass
class Figures:
    """One row of the table: what came in, how far it is, and whether it was settled in time."""

    label: str
    key: str = ""
    received: int = 0
    people: int = 0
    repeats: int = 0
    refused: int = 0
    settled: int = 0
    overdue: int = 0
    rated: int = 0
    happy: int = 0
    in_time: InTime = field(default_factory=InTime)


# By what the figures can be parted: code → heading.
DIMENSIONS = {"category": "类别", "form": "形式", "unit": "承办单位", "month": "月份"}
COLUMNS = (
    "category", "category_name", "form", "handler_unit__path", "received_on", "state", "people", "due_on",
    "settle_by", "settled_on", "satisfaction", "cluster",
)  # fmt: skip


def closing_in_time(scope, start, end, on):
    """Return the `InTime` of the whole scope for the days `start` to `end`, as known on `on`. One query."""
    total = InTime()
    for own in closing_in_time_by_unit(scope, start, end, on).values():
        total.due, total.in_time = total.due + own.due, total.in_time + own.in_time
    return total


def closing_in_time_by_unit(scope, start, end, on):
    """Return the same by handling unit: {path: InTime}. One query."""
    found = defaultdict(InTime)
    rows = Petition.objects.handled_in(scope).filter(_had_to_be_settled(start, end, on))
    for path, settled_on, settle_by in rows.values_list("handler_unit__path", "settled_on", "settle_by"):
        found[path].add(settled_on, settle_by)
    return dict(found)


def figures_by(dimension, scope, start, end, *, on):
    """Return (rows, total) of `Figures` for the petitions that the scope sees, parted by the dimension.

    Received are those of the days `start` to `end`, repeats the later ones of a cluster among them; in time,
    see above. Two queries at most.
    """
    in_period = Q(received_on__range=(start, end)) | _had_to_be_settled(start, end, on)
    petitions = list(
        Petition.objects.within(scope).filter(in_period).order_by("received_on", "pk").values(*COLUMNS)
    )
    part = _Parting(dimension, petitions, scope)
    rows, total, seen = {}, Figures("合计"), set()
    for petition in petitions:
        if start <= petition["received_on"] <= end:
            is_repeat = petition["cluster"] in seen
            seen.add(petition["cluster"])
            for own in (part.row(rows, petition, petition["received_on"]), total):
                _count(own, petition, on, is_repeat=is_repeat)
        if _had_to(petition, start, end, on):
            for own in (part.row(rows, petition, petition["settle_by"]), total):
                own.in_time.add(petition["settled_on"], petition["settle_by"])
    return [rows[sort] for sort in sorted(rows)], total


class _Parting:
    """Knows which row of the table a petition belongs to."""

    def __init__(self, dimension, petitions, scope):
        self._dimension = dimension
        self._scope = scope
        self._units = {}
        if dimension == "unit":
            paths = {petition["handler_unit__path"] for petition in petitions}
            paths |= {path[:-STEP] for path in paths}
            self._units = {unit.path: unit for unit in Unit.objects.filter(path__in=paths)}

    def row(self, rows, petition, day):
        """Return the row for an event of that day, made if it is the first."""
        sort, label, key = getattr(self, f"_by_{self._dimension}")(petition, day)
        return rows.setdefault(sort, Figures(label, key))

    def _by_category(self, petition, day):
        return petition["category"], petition["category_name"], petition["category"]

    def _by_form(self, petition, day):
        form = Form(petition["form"])
        return list(Form).index(form), form.label, form.value

    def _by_month(self, petition, day):
        return (day.year, day.month), f"{day.year}年{day.month}月", ""

    def _by_unit(self, petition, day):
        """Villages are shown with their township to those who see more than one township."""
        unit = self._units[petition["handler_unit__path"]]
        township = self._units.get(unit.path[:-STEP])
        county = unit.path[: -2 * STEP]
        if unit.is_grassroots and township and county and self._scope.covers_path(county):
            unit = township
        return unit.path, unit.name, str(unit.pk)


def _had_to_be_settled(start, end, on):
    return Q(settle_by__range=(start, end)) & (Q(settled_on__isnull=False) | Q(settle_by__lt=on))


def _had_to(petition, start, end, on):
    """Say the same of one row."""
    last = petition["settle_by"]
    return last is not None and start <= last <= end and (petition["settled_on"] is not None or last < on)


def _count(own, petition, on, *, is_repeat):
    own.received += 1
    own.people += petition["people"]
    own.repeats += is_repeat
    own.refused += petition["state"] == State.REFUSED
    own.settled += petition["state"] == State.SETTLED
    own.overdue += petition["due_on"] is not None and petition["due_on"] < on
    own.rated += petition["satisfaction"] in RATED
    own.happy += petition["satisfaction"] in HAPPY
