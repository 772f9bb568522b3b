"""How units are coded: GB/T 2260 for the county, 9 digits for a township, 12 for a village."""

from orgs.models import Unit

CODE_LENGTH = {
    Unit.Level.CITY: 6,
    Unit.Level.COUNTY: 6,
    Unit.Level.TOWNSHIP: 9,
    Unit.Level.VILLAGE: 12,
    Unit.Level.COMMUNITY: 12,
}
PARENT_LEVELS = {
    Unit.Level.CITY: {None},
    Unit.Level.COUNTY: {None, Unit.Level.CITY},
    Unit.Level.TOWNSHIP: {Unit.Level.COUNTY},
    Unit.Level.VILLAGE: {Unit.Level.TOWNSHIP},
    Unit.Level.COMMUNITY: {Unit.Level.TOWNSHIP},
}
# Digits of the parent's code that the child's code repeats (GB/T 2260: a city's 620400 becomes 6204xx).
SHARED_DIGITS = {Unit.Level.COUNTY: 4, Unit.Level.TOWNSHIP: 6, Unit.Level.VILLAGE: 9, Unit.Level.COMMUNITY: 9}
FIRST_VILLAGE, FIRST_COMMUNITY = 201, 1


def provisional_code(parent, level, *, taken):
    """Return the next free code below `parent`: villages from 201, communities from 001 (architecture.md).

    :param taken: codes that are in use already.
    """
    number = FIRST_VILLAGE if level == Unit.Level.VILLAGE else FIRST_COMMUNITY
    while (code := f"{parent.code}{number:03d}") in taken:
        number += 1
    return code
