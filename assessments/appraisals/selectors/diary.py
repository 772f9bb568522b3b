"""The work diary as evidence beside daily points (domain.md §5, 册8): entries and visits a month."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.db.models.functions import ExtractMonth

from registry.ledgers.choices import WorkKind
from registry.ledgers.models import DiaryEntry


@dataclass
class DiaryYear:
    """How much a unit has written into its work diary in a year: {month: (entries, visits)}."""

    months: dict = field(default_factory=dict)

    def entries(self, month):
        return self.months.get(month, (0, 0))[0]

    def visits(self, month):
        return self.months.get(month, (0, 0))[1]

    @property
    def total(self):
        return sum(entries for entries, _ in self.months.values())

    @property
    def visited(self):
        return sum(visits for _, visits in self.months.values())

    def in_span(self, span):
        """Return (entries, visits) in a period."""
        months = range(span.first.month, span.last.month + 1)
        return sum(self.entries(m) for m in months), sum(self.visits(m) for m in months)

    def full_months(self, least):
        """Return in how many months there are at least so many entries."""
        return sum(entries >= least for entries, _ in self.months.values())


def diaries_of(units, year):
    """Return {unit pk: DiaryYear} for every unit, the empty ones included. One query."""
    rows = DiaryEntry.objects.filter(unit__in=units, day__year=year)
    counted = rows.annotate(month=ExtractMonth("day")).values("unit", "month").order_by().annotate(
        entries=Count("pk"), visits=Count("pk", filter=Q(kind=WorkKind.VISIT))
    )  # fmt: skip
    found = defaultdict(DiaryYear)
    for row in counted:
        found[row["unit"]].months[row["month"]] = (row["entries"], row["visits"])
    return found
