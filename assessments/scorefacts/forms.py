"""The filter above the figures of a fact."""

from orgs.filters import UnitPlaceFilter


class FigureFilter(UnitPlaceFilter):
    """Narrows the figures to a township with its villages, or to one unit."""

    def units(self, units, kind):
        """Return the units to show, whose level fits the fact: townships first, their villages when chosen.

        :param units: those that the user may see, in tree order.
        """
        if self.place:
            return units.below(self.place).filter(level__in=kind.levels)
        townships = units.filter(level__in=kind.levels).townships()
        return townships if townships.exists() else units.filter(level__in=kind.levels)
