"""The periods at whose end a report is made: months, quarters, half-years, years. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from reports.schedules.choices import MONTHS

QUARTERS = ("一", "二", "三", "四")


@dataclass(frozen=True, order=True)
class Span:
    """One period by its first and its last day, both included."""

    first: date
    last: date

    @property
    def year(self):
        return self.last.year

    @property
    def quarter(self):
        """Return the number of the quarter in which it ends."""
        return (self.last.month + 2) // 3

    @property
    def months(self):
        return self.last.month - self.first.month + 1

    @property
    def label(self):
        """Return 2026 年 11 月, 2026 年第四季度, 2026 年下半年 or 2026 年."""
        named = {
            1: f" {self.last.month} 月",
            3: f"第{QUARTERS[self.quarter - 1]}季度",
            6: "上半年" if self.last.month == 6 else "下半年",
        }
        return f"{self.year} 年{named.get(self.months, '')}"

    @property
    def next(self):
        return _begun(self.last + timedelta(days=1), self.months)

    @property
    def previous(self):
        before = self.first - timedelta(days=1)
        return _begun(date(before.year, before.month - self.months + 1, 1), self.months)


def span_of(every, day):
    """Return the period of the sort `every` in which the day lies."""
    months = MONTHS[every]
    return _begun(date(day.year, (day.month - 1) // months * months + 1, 1), months)


def latest_over(every, day):
    """Return the newest period whose last day is not after the day."""
    own = span_of(every, day)
    return own if own.last <= day else own.previous


def _begun(first, months):
    ahead = first.year * 12 + first.month - 1 + months
    return Span(first, date(ahead // 12, ahead % 12 + 1, 1) - timedelta(days=1))
