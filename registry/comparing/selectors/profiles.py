"""What a list means in a county on a day: the county's own word over the shipped one."""

from dataclasses import replace

from orgs.models import Unit
from registry.comparing.defaults import PROFILES
from registry.comparing.models import ComparisonProfile

OWN = ("name", "only_here", "only_there", "task_days", "remind_days", "keep_days")


def county_of(unit):
    """Return the county that a unit belongs to; None above counties. One query at most."""
    if unit.level == Unit.Level.COUNTY:
        return unit
    return Unit.objects.filter(path__in=unit.ancestor_paths, level=Unit.Level.COUNTY).first()


def profiles_of(county, on):
    """Return code → `Profile` in force in a county on a day, in the order of the defaults. One query."""
    rows = ComparisonProfile.objects.in_force(on).filter(unit=county) if county else ()
    own = {row.code: row for row in rows}
    return {code: _of(profile, own.get(code)) for code, profile in PROFILES.items()}


def _of(profile, row):
    if row is None:
        return profile
    own = {name: getattr(row, name) for name in OWN}
    return replace(profile, **own, fields=tuple(row.fields))
