"""How far a year is: who has handed in, who has been reviewed, by township."""

from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.rounds.models import Appeal
from orgs.models import Unit
from orgs.scoping import STEP


@dataclass
class Progress:
    """How many sheets of a place there are, and how far they are."""

    unit: Unit | None = None
    total: int = 0
    handed: int = 0
    township: int = 0
    county: int = 0

    def add(self, other):
        """Add the numbers of another place."""
        for name in ("total", "handed", "township", "county"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


COUNTS = {
    "total": Count("pk"),
    "handed": Count("pk", filter=Q(self_at__isnull=False)),
    "township": Count("pk", filter=Q(township_at__isnull=False)),
    "county": Count("pk", filter=Q(county_at__isnull=False)),
}


def progress_of(sheets):
    """Return (total, rows by township) of some sheets. Two queries."""
    rows = {}
    for path, level, *numbers in (
        sheets.order_by().values_list("unit__path", "unit__level").annotate(**COUNTS).order_by("unit__path")
    ):
        township = path[:-STEP] if level in Unit.GRASSROOTS else path
        rows.setdefault(township, Progress()).add(Progress(None, *numbers))
    for unit in Unit.objects.filter(path__in=rows):
        rows[unit.path].unit = unit
    total = Progress()
    for row in rows.values():
        total.add(row)
    return total, [rows[path] for path in sorted(rows)]


def waiting_appeals(round_, scope):
    """Return how many appeals of the round in the scope wait for a decision. One query."""
    return Appeal.objects.within(scope).open().filter(sheet__round=round_).count()
