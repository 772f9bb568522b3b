"""The periods of a year in which daily points are given, and how much of it somebody was in post."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from assessments.appraisals.choices import PERIODS_A_YEAR, Rhythm

QUARTERS = ("一", "二", "三", "四")


@dataclass(frozen=True)
class Span:
    """One period of a year: a month, a quarter or a half."""

    year: int
    rhythm: str
    number: int

    @property
    def months(self):
        return 12 // PERIODS_A_YEAR[Rhythm(self.rhythm)]

    @property
    def first(self):
        return date(self.year, (self.number - 1) * self.months + 1, 1)

    @property
    def last(self):
        month = self.number * self.months
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def label(self):
        if self.rhythm == Rhythm.MONTH:
            return f"{self.number} 月"
        if self.rhythm == Rhythm.QUARTER:
            return f"第{QUARTERS[self.number - 1]}季度"
        return "上半年" if self.number == 1 else "下半年"

    def days_in(self, since, until):
        """Return how many of its days lie from `since` to `until`; `until` None means without end."""
        last = min(self.last, until) if until else self.last
        return max(0, (last - max(self.first, since)).days + 1)

    def counts_for(self, since, until):
        """True if somebody in post from `since` to `until` is given points: half of the days at least."""
        return self.days_in(since, until) * 2 >= (self.last - self.first).days + 1


def spans_of(year, terms):
    """Return all periods of the year."""
    return [Span(year, terms.rhythm, number) for number in terms.periods]


def months_in_post(year, since, until):
    """Return in how many months of the year somebody was in post for half of the days at least."""
    spans = (Span(year, Rhythm.MONTH, number) for number in range(1, 13))
    return sum(span.counts_for(since, until) for span in spans)
