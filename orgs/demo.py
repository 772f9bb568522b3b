"""The real units of 会宁县, under the city that it belongs to. Origin of the file: `orgs/data/README.md`."""

from pathlib import Path

from orgs.imports import units
from orgs.models import Unit
from orgs.scoping import STEP

FILE = Path(__file__).parent / "data" / "huining_units.csv"
CITY_NAME, CITY_CODE = "白银市", "620400"


def make_units(*, at):
    """Write the city and the county with all its units; return (county, number of units).

    :raises orgs.imports.units.UnitsRefused: the file has problems.
    """
    city = Unit.objects.create(
        name=CITY_NAME,
        code=CITY_CODE,
        level=Unit.Level.CITY,
        kind=Unit.Kind.CITY,
        path=f"{1:0{STEP}d}",
    )
    with FILE.open("rb") as file:
        plan = units.apply(units.plan_file(file, under=city), by=None, at=at)
    county = Unit.objects.get(parent=city)
    return county, len(plan.new) + 1
