"""Counting the days of a deadline: every day, or only those on which offices work."""

from datetime import timedelta

from registry.petitions.choices import Counting
from registry.workdays import calendar_of


def deadline_after(county, day, days, counting):
    """Return the last day of a period of `days` that begins on the day after `day`.

    Working days leave out weekends, public holidays and the free days that the county has set.
    """
    if counting == Counting.CALENDAR:
        return day + timedelta(days=days)
    return calendar_of(county).after(day, days)
