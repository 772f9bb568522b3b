"""Whose word a step is, what that organ is called, and what may be done against it."""

from orgs.models import Unit
from registry.applications.choices import Level, Office
from registry.applications.defaults import ORGANS, REMEDIES
from registry.applications.selectors.procedures import county_of

# Whoever has only examined: what they found may be brought before the organ that decides.
EXAMINED = "examined"


def organ_of(office, unit):
    """Return the name of the organ for a village, or for a unit that is itself of the organ's level."""
    if office in (Office.CIVIL, Office.FEDERATION):
        return ORGANS[office].format(place=county_of(unit).name)
    if office == Office.TOWNSHIP:
        place = unit.parent if unit.is_grassroots else unit
        is_street = place.kind == Unit.Kind.SUBDISTRICT
        return ORGANS["subdistrict" if is_street else "township"].format(place=place.name)
    return ORGANS["community" if unit.level == Unit.Level.COMMUNITY else "village"].format(place=unit.name)


def handing_office(procedure):
    """Return the organ in whose name the result is handed out: the township's, or the county's 残联."""
    delivery = procedure.delivery
    return Office.FEDERATION if delivery and delivery.level == Level.COUNTY else Office.TOWNSHIP


def is_decision(procedure, number):
    """True if the organ of step `number` decides on the application; others examine it for that organ."""
    office = procedure.office_of(number)
    return office in (procedure.deciding_office, Office.CIVIL)


def remedy_against(office, on):
    """Return what may be done against the word of an organ on a day, with {county} and {organ} to fill in.

    :param office: an `Office`, or `EXAMINED` for who has only examined.
    """
    rows = [row for row in REMEDIES if office in row["offices"] and row["since"] <= on]
    return max(rows, key=lambda row: row["since"])["text"] if rows else ""
