"""Quarters of a year: what is checked, closed and compared (domain.md §0.3: 每季度督查)."""

import datetime
from dataclasses import dataclass

NAMES = ("一", "二", "三", "四")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter of one year."""

    year: int
    number: int

    @property
    def start(self):
        return datetime.date(self.year, self.number * 3 - 2, 1)

    @property
    def end(self):
        """Return its last day."""
        return self.next.start - datetime.timedelta(days=1)

    @property
    def next(self):
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self):
        return Quarter(self.year - (self.number == 1), (self.number - 2) % 4 + 1)

    @property
    def label(self):
        return f"{self.year} 年第{NAMES[self.number - 1]}季度"

    @property
    def name(self):
        return f"第{NAMES[self.number - 1]}季度"

    def __str__(self):
        return self.label

    def as_of(self, today):
        """Return the day on which facts of this quarter are looked at: its end, or today before that."""
        return min(self.end, today)

    def back(self, count):
        """Return the `count` quarters that end with this one, oldest first."""
        quarters = [self]
        while len(quarters) < count:
            quarters.append(quarters[-1].previous)
        return quarters[::-1]


def quarter_of(day):
    """Return the quarter in which `day` lies."""
    return Quarter(day.year, (day.month + 2) // 3)
