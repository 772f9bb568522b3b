"""Questions about the tree of units."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from orgs.models import Unit


@dataclass(frozen=True)
class UnitTally:
    """How many units of each level lie in a scope."""

    counties: int
    townships: int
    villages: int
    communities: int

    @property
    def total(self):
        return self.counties + self.townships + self.villages + self.communities


def unit_tally(scope, on=None):
    """Count the units of the scope that exist on the day `on` (today if not given), by level."""
    rows = Unit.objects.within(scope).current(on).values("level").annotate(number=Count("pk"))
    counts = Counter({row["level"]: row["number"] for row in rows})
    level = Unit.Level
    return UnitTally(
        counts[level.COUNTY], counts[level.TOWNSHIP], counts[level.VILLAGE], counts[level.COMMUNITY]
    )


def ancestors(unit):
    """Return the units above `unit`, highest first, as a list. One query."""
    return list(Unit.objects.filter(path__in=unit.ancestor_paths).in_tree_order())


def visible_roots(scope):
    """Return the highest units of the scope, where the directory's tree begins for this user."""
    units = Unit.objects.within(scope).current()
    if scope.everywhere:
        return with_children_known(units.filter(parent=None).in_tree_order())
    tops = [
        path
        for path in scope.paths
        if not any(path != other and path.startswith(other) for other in scope.paths)
    ]
    return with_children_known(units.filter(path__in=tops).in_tree_order())


def with_children_known(units):
    """Annotate `has_children`, so that the tree knows what can be opened."""
    return units.annotate(has_children=Exists(Unit.objects.current().filter(parent=OuterRef("pk"))))


def children_of(unit):
    """Return the units directly below `unit` in tree order."""
    return with_children_known(Unit.objects.current().filter(parent=unit).in_tree_order())


def closed_below(unit):
    """Return the units directly below `unit` that have been closed, the latest first."""
    closed = Unit.objects.filter(parent=unit, valid_to__lt=timezone.localdate())
    return list(closed.order_by("-valid_to", "path"))


def unit_choices(scope, *, levels=None):
    """Return the current units of the scope in tree order, of the given levels, with their parents."""
    units = Unit.objects.within(scope).current().select_related("parent").in_tree_order()
    return units.filter(level__in=levels) if levels else units
