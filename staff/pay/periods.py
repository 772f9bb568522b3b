"""The months that a run may pay, and what they are called."""

from datetime import date

from staff.choices import PERIOD_MONTHS, Half, Period

MONTHS = {Half.FIRST: range(1, 7), Half.SECOND: range(7, 13)}
QUARTERS = ("一", "二", "三", "四")


def months_of(year, half):
    """Return the first days of the six months of a half-year."""
    return [date(year, month, 1) for month in MONTHS[half]]


def months_between(first, last):
    """Return the first days of the months from one to another, both included."""
    return [month_after(first, number) for number in range(distance(first, last) + 1)]


def month_after(month, number=1):
    """Return the first day of the month that is `number` months after (before, if negative)."""
    place = month.year * 12 + month.month - 1 + number
    return date(place // 12, place % 12 + 1, 1)


def distance(first, last):
    """Return how many months `last` is after `first`."""
    return (last.year - first.year) * 12 + last.month - first.month


def span_of(period, month):
    """Return the first and the last month of the period in which a month lies."""
    length = PERIOD_MONTHS[Period(period)]
    first = date(month.year, (month.month - 1) // length * length + 1, 1)
    return first, month_after(first, length - 1)


def name_of(first, last):
    """Return what a period is called: 2026 年下半年, 2026 年第三季度, 2026 年 7 月, or its two ends."""
    length = distance(first, last) + 1
    if length == 1:
        return f"{first.year} 年 {first.month} 月"
    for period in (Period.HALF, Period.QUARTER):
        if (first, last) == span_of(period, first):
            part = (first.month - 1) // length
            if period == Period.HALF:
                return f"{first.year} 年{Half(part + 1).label}"
            return f"{first.year} 年第{QUARTERS[part]}季度"
    return f"{first.year} 年 {first.month} 月至 {last.year} 年 {last.month} 月"
