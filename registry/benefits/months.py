"""Months as whole numbers, so that spans of them can be compared and counted: 2026-01 is 2026 × 12."""

from datetime import date, timedelta


def month_of(day):
    """Return the number of the month in which `day` lies."""
    return day.year * 12 + day.month - 1


def first_day(month):
    """Return the first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month):
    """Return the last day of a month."""
    return first_day(month + 1) - timedelta(days=1)


def first_of(day):
    """Return the first day of the month in which `day` lies."""
    return day.replace(day=1)


def words_of(month):
    """Return a month in words: 2026年3月."""
    return f"{month // 12}年{month % 12 + 1}月"


def spans_of(months):
    """Return a set of months in words, neighbours drawn together: 2026年1月至3月、2026年6月."""
    parts, ordered = [], sorted(months)
    start = last = None
    for month in [*ordered, None]:
        if last is not None and month == last + 1:
            last = month
            continue
        if start is not None:
            parts.append(words_of(start) if start == last else f"{words_of(start)}至{_until(start, last)}")
        start = last = month
    return "、".join(parts)


def _until(start, last):
    return f"{last % 12 + 1}月" if start // 12 == last // 12 else words_of(last)
