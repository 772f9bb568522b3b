"""The periods for which ledgers are kept: months, quarters, years."""

import datetime
from dataclasses import dataclass
from functools import lru_cache

from registry.ledgers.choices import PeriodKind

MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12, PeriodKind.ANYTIME: 12}
QUARTERS = ("一", "二", "三", "四")
NOUNS = {
    PeriodKind.MONTH: "本月",
    PeriodKind.QUARTER: "本季",
    PeriodKind.YEAR: "本年",
    PeriodKind.ANYTIME: "本年",
}


@dataclass(frozen=True, order=True)
class Period:
    """A month, quarter or year by its first day."""

    start: datetime.date
    kind: str

    @property
    def months(self):
        return MONTHS[self.kind]

    @property
    def end(self):
        """Return its last day."""
        return _end_of(self.start, self.months)

    @property
    def next(self):
        return Period(add_months(self.start, self.months), self.kind)

    @property
    def previous(self):
        return Period(add_months(self.start, -self.months), self.kind)

    @property
    def label(self):
        """Return 2026 年 10 月, 2026 年第四季度 or 2026 年."""
        if self.kind == PeriodKind.QUARTER:
            return f"{self.start.year} 年第{QUARTERS[self.start.month // 3]}季度"
        return f"{self.start.year} 年" + (f" {self.start.month} 月" if self.kind == PeriodKind.MONTH else "")

    @property
    def short(self):
        """Return the label without the year, which a page of one year names once."""
        return self.label.split(" 年", 1)[1].strip() or self.label

    @property
    def noun(self):
        """Return 本月, 本季 or 本年, as a button says it."""
        return NOUNS[self.kind]

    def due_on(self, days):
        """Return the last day for handing in: `days` after the end, or before it if negative."""
        return self.end + datetime.timedelta(days=days)

    def __str__(self):
        return f"{self.start:%Y-%m}"


@lru_cache(maxsize=500)
def _end_of(start, months):
    """Return the last day; a board asks for the same few thousands of times."""
    return add_months(start, months) - datetime.timedelta(days=1)


def period_of(kind, day):
    """Return the period of this kind in which `day` lies."""
    months = MONTHS[kind]
    return Period(day.replace(month=(day.month - 1) // months * months + 1, day=1), kind)


def add_months(day, count):
    """Return the first day of a month moved by `count` months."""
    months = day.year * 12 + day.month - 1 + count
    return datetime.date(months // 12, months % 12 + 1, 1)


class MonthConverter:
    """The first month of a period in an address: 2026-10."""

    regex = r"20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, value):
        return datetime.date(int(value[:4]), int(value[5:]), 1)

    def to_url(self, value):
        return value if isinstance(value, str) else f"{getattr(value, 'start', value):%Y-%m}"
