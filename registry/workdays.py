"""Working days: weekdays without public holidays, with the weekend days that make up for them."""

import tomllib
from datetime import timedelta
from pathlib import Path

from registry.certificates.models import Holiday

FRIDAY = 4


LISTED = tomllib.loads(Path(__file__).with_name("holidays.toml").read_text("utf-8"))


def _listed():
    """Return {day: is it a working day} of `holidays.toml`."""
    days = {}
    for year in LISTED.values():
        for holiday in year["off"]:
            length = (holiday["last"] - holiday["first"]).days + 1
            days |= {holiday["first"] + timedelta(days=number): False for number in range(length)}
        days |= dict.fromkeys(year["working"], True)
    return days


PUBLIC = _listed()


def public_holidays():
    """Return the years of the list, the latest first, each with its source, free spans and working days."""
    return [{"year": year, **row} for year, row in sorted(LISTED.items(), reverse=True)]


class Calendar:
    """Counts working days; `own` are the days that a county has set, {day: is it a working day}."""

    def __init__(self, own=None):
        self._days = PUBLIC | (own or {})

    def is_working(self, day):
        """True if people work on `day`."""
        return self._days.get(day, day.weekday() <= FRIDAY)

    def after(self, day, number):
        """Return the `number`-th working day after `day`; the day itself does not count (民法典 art. 201)."""
        while number > 0:
            day += timedelta(days=1)
            number -= self.is_working(day)
        return day


def calendar_of(unit):
    """Return the calendar of a unit: the public holidays, and those that the units above it have set."""
    rows = Holiday.objects.filter(unit__path__in=[*unit.ancestor_paths, unit.path])
    return Calendar(dict(rows.order_by("unit__path").values_list("day", "is_working")))
