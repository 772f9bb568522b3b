"""How units are coded: GB/T 2260 for the county, 9 digits for a township, 12 for a village."""

from collections import Counter
from dataclasses import dataclass, field

from orgs.models import Unit, UnitPast
from orgs.scoping import STEP, below

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
LEVEL_OF_KIND = {
    Unit.Kind.CITY: Unit.Level.CITY,
    Unit.Kind.COUNTY: Unit.Level.COUNTY,
    Unit.Kind.DISTRICT: Unit.Level.COUNTY,
    Unit.Kind.TOWN: Unit.Level.TOWNSHIP,
    Unit.Kind.RURAL_TOWNSHIP: Unit.Level.TOWNSHIP,
    Unit.Kind.SUBDISTRICT: Unit.Level.TOWNSHIP,
    Unit.Kind.VILLAGE: Unit.Level.VILLAGE,
    Unit.Kind.COMMUNITY: Unit.Level.COMMUNITY,
}
FIRST_VILLAGE, FIRST_COMMUNITY = 201, 1


@dataclass
class Taken:
    """Codes and places in the tree that are or were somebody's: none is given twice.

    Closed units keep theirs, and so do the former codes and paths of units that have moved, since lists,
    papers and the audit log go on naming them. `numbers` maps a path to the highest number below it.
    """

    codes: set = field(default_factory=set)
    numbers: Counter = field(default_factory=Counter)

    def note(self, path, code):
        """Take note of a path and a code in use."""
        top = path[:-STEP]
        self.numbers[top] = max(self.numbers[top], int(path[-STEP:]))
        self.codes.add(code)

    def next_path(self, top):
        """Return the next free path below the path `top`, and take it."""
        self.numbers[top] += 1
        return f"{top}{self.numbers[top]:0{STEP}d}"


def taken(under=""):
    """Return what is `Taken` below a path, or everywhere. Two queries."""
    found = Taken()
    for model in (Unit, UnitPast):
        rows = model.objects.filter(below(under, "path")) if under else model.objects.all()
        for path, code in rows.order_by().values_list("path", "code"):
            found.note(path, code)
    return found


def provisional_code(parent, level, *, taken):
    """Return the next free code below `parent`: villages from 201, communities from 001 (architecture.md).

    :param taken: codes that are in use already.
    """
    number = FIRST_VILLAGE if level == Unit.Level.VILLAGE else FIRST_COMMUNITY
    while (code := f"{parent.code}{number:03d}") in taken:
        number += 1
    return code
