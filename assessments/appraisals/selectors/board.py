"""How far a year is: each person's step, and the figures of each township."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Prefetch

from assessments.appraisals.choices import Grade, Side
from assessments.appraisals.models import Appraisal, AppraisalReport
from assessments.appraisals.selectors.results import outcomes_of


@dataclass(frozen=True)
class Line:
    """One person on the board."""

    appraisal: Appraisal
    outcome: object
    reports: frozenset

    @property
    def step(self):
        """Return (text, tone) for how far the appraisal is."""
        one = self.appraisal
        if one.is_excluded:
            return "不定等次", "none"
        if one.decided:
            return ("已定" if one.year.is_final else "已审定"), "good"
        if one.proposed:
            return "待审定", "warn"
        return ("待提出等次", "warn") if self.outcome.is_complete else ("考核中", "info")

    @property
    def step_code(self):
        one = self.appraisal
        if one.is_excluded:
            return "excluded"
        if one.decided:
            return "decided"
        if one.proposed:
            return "proposed"
        return "complete" if self.outcome.is_complete else "open"


@dataclass
class Progress:
    """The figures of one township, or of all."""

    name: str
    unit: object = None
    people: int = 0
    steps: Counter = field(default_factory=Counter)
    reported: int = 0
    marked: int = 0
    voted: int = 0
    grades: Counter = field(default_factory=Counter)

    def add(self, line):
        """Count one person."""
        one = line.appraisal
        self.steps[line.step_code] += 1
        if one.is_excluded:
            return
        self.people += 1
        self.reported += len(line.reports) == len(Side)
        self.marked += line.outcome.daily is not None
        self.voted += line.outcome.review is not None
        if one.grade:
            self.grades[one.grade] += 1

    @property
    def graded(self):
        """Return how many there are of each grade, best first."""
        return [self.grades[grade] for grade in Grade]

    @property
    def settled(self):
        return self.steps["decided"]


def lines_of(rows):
    """Return the `Line`s of a queryset of appraisals. Seven queries, however many rows."""
    reports = Prefetch("reports", queryset=AppraisalReport.objects.only("appraisal", "side"))
    appraisals = list(rows.for_list().prefetch_related(reports))
    outcomes = outcomes_of(appraisals)
    return [
        Line(one, outcomes[one.pk], frozenset(report.side for report in one.reports.all()))
        for one in appraisals
    ]


def progress_of(lines):
    """Return (the `Progress` of all, and of each township in the order of the lines)."""
    whole, below = Progress("合计"), {}
    for line in lines:
        unit = line.appraisal.unit
        township = unit.parent if unit.is_grassroots else unit
        whole.add(line)
        below.setdefault(township.pk, Progress(township.name, township)).add(line)
    return whole, list(below.values())
