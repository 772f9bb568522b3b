"""The units asked about, and how what lies below each of them is added up."""

from functools import cached_property

from django.db.models import Exists, OuterRef, Q

from assessments.scorefacts.kinds import counted, share, unknown
from orgs.models import Unit
from orgs.scoping import EVERYWHERE, STEP, UnitScope, below


class Territory:
    """Some units of one or several counties."""

    def __init__(self, units):
        self.units = list(units)
        self.lengths = sorted({len(unit.path) for unit in self.units})
        self.paths = {unit.path for unit in self.units}

    @cached_property
    def prefix(self):
        """Return the path of the lowest unit that has all of them at or below it; empty for everywhere."""
        first, last = min(self.paths, default=""), max(self.paths, default="")
        same = 0
        while same < min(len(first), len(last)) and first[same] == last[same]:
            same += 1
        return first[: same - same % STEP]

    @property
    def scope(self):
        """Return the scope that holds all of them."""
        return UnitScope(paths=frozenset({self.prefix})) if self.prefix else EVERYWHERE

    def inside(self, lookup):
        """Return the condition that the path `lookup` lies where the units lie."""
        return below(self.prefix, lookup) if self.prefix else Q()

    @cached_property
    def counties(self):
        """Return the paths of the counties that the units are or lie in. One query."""
        above = {path[:end] for path in self.paths for end in range(STEP, len(path) + 1, STEP)}
        counties = Unit.objects.filter(path__in=above, level=Unit.Level.COUNTY)
        return set(counties.values_list("path", flat=True))

    def county_of(self, path):
        """Return the path of the county in which a path lies; empty where it is none of theirs."""
        ends = range(len(path), 0, -STEP)
        return next((path[:end] for end in ends if path[:end] in self.counties), "")

    def in_counties(self, lookup):
        """Return the condition that the path `lookup` lies in one of their counties."""
        found = Q(pk__in=[])
        for path in sorted(self.counties):
            found |= below(path, lookup)
        return found

    def above_and_inside(self, lookup):
        """Return the condition that a path is a county's own, or one above it, or lies in the county."""
        above = {path[:end] for path in self.counties for end in range(STEP, len(path), STEP)}
        return self.in_counties(lookup) | Q(**{f"{lookup}__in": sorted(above)})

    def counties_with(self, rows, lookup):
        """Return the paths of their counties in which there is at least one of the rows. One query."""
        here = rows.filter(**{f"{lookup}__startswith": OuterRef("path")})
        return set(Unit.objects.filter(Exists(here), path__in=self.counties).values_list("path", flat=True))

    def owners(self, path):
        """Return the paths of the units asked about that are at or above `path`."""
        found = {path[:length] for length in self.lengths if length <= len(path)}
        return found & self.paths

    def sums(self, rows):
        """Add up (path, number, …) for every unit asked about: {unit pk: (number, …)}, none without a row."""
        found = {}
        for path, *numbers in rows:
            for owner in self.owners(path):
                so_far = found.get(owner) or [0] * len(numbers)
                found[owner] = [a + b for a, b in zip(so_far, numbers, strict=True)]
        return {unit.pk: tuple(found[unit.path]) for unit in self.units if unit.path in found}

    def gathered(self, rows):
        """Collect (path, thing) for every unit asked about: {unit pk: [thing, …]}, none without a row."""
        found = {}
        for path, thing in rows:
            for owner in self.owners(path):
                found.setdefault(owner, []).append(thing)
        return {unit.pk: found[unit.path] for unit in self.units if unit.path in found}

    def places(self, on):
        """Return the units that exist on the day `on` where these lie: [(pk, path, level)]. One query."""
        units = Unit.objects.filter(self.inside("path")).current(on).order_by("path")
        return list(units.values_list("pk", "path", "level"))

    def rates(self, sums, *, words, empty):
        """Make shares of {unit pk: (part, whole)}: `words` may name {part}, {whole} and {left}.

        :param empty: what is said of a unit without anything to be a part of.
        """

        def tell(unit):
            part, whole = sums.get(unit.pk, (0, 0))
            if not whole:
                return unknown(empty)
            return share(part, whole, words.format(part=part, whole=whole, left=whole - part))

        return {unit.pk: tell(unit) for unit in self.units}

    def counts(self, numbers, *, words, empty, is_known):
        """Make numbers of {unit pk: number}: `words` may name {number}.

        :param is_known: tells of a unit whether the source knows it; one without a number has none then.
        """

        def tell(unit):
            if not is_known(unit):
                return unknown(empty)
            number = int(numbers.get(unit.pk, 0))
            return counted(number, words.format(number=number))

        return {unit.pk: tell(unit) for unit in self.units}

    def totals(self, rows):
        """Add up (path, number) for every unit asked about: {unit pk: number}."""
        return {pk: number for pk, (number,) in self.sums(rows).items()}
