"""Counting the days of a deadline: every day, or only those on which offices work."""

from datetime import date, timedelta
from functools import lru_cache

from registry.petitions.choices import Counting
from registry.petitions.defaults import HOLIDAYS

SATURDAY = 5


def deadline_after(day, days, counting):
    """Return the last day of a period of `days` that begins on the day after `day`.

    Working days leave out weekends and the holidays of `defaults.toml`; for a year without holidays there,
    weekends only.
    """
    if counting == Counting.CALENDAR:
        return day + timedelta(days=days)
    while days > 0:
        day += timedelta(days=1)
        days -= is_workday(day)
    return day


def is_workday(day):
    """True if offices work on that day."""
    off, worked = _special_days()
    return day in worked or (day.weekday() < SATURDAY and day not in off)


@lru_cache
def _special_days():
    off, worked = set(), set()
    for entry in HOLIDAYS:
        off.update(day for text in entry["off"] for day in _span(entry["year"], text))
        worked.update(day for text in entry["worked"] for day in _span(entry["year"], text))
    return frozenset(off), frozenset(worked)


def _span(year, text):
    first, _, last = text.partition("/")
    begin, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
    for number in range((end - begin).days + 1):
        yield begin + timedelta(days=number)
