"""The row door: where something is allowed, and the querysets that obey it."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

# Paths are digits only, so that every path below `p` lies between `p` and `p` + "z" in any collation.
AFTER_DIGITS = "z"
STEP = 4  # digits of the path for each level of the tree


@dataclass(frozen=True)
class UnitScope:
    """Where something is allowed: everywhere, or below some paths of the tree. Falsy if nowhere."""

    everywhere: bool = False
    paths: frozenset[str] = frozenset()

    def __bool__(self):
        return self.everywhere or bool(self.paths)

    def __or__(self, other):
        """Return the scope that covers what either of two covers."""
        return UnitScope(self.everywhere or other.everywhere, self.paths | other.paths)

    @property
    def key(self):
        """Return a text that is the same for equal scopes: for remembering what was computed within."""
        return "*" if self.everywhere else ",".join(sorted(self.paths))

    def covers(self, unit):
        """True if `unit` lies within; a missing unit is covered only by everywhere."""
        return self.covers_path(unit.path if unit else "")

    def covers_path(self, path):
        """True if the materialised path lies within."""
        return self.everywhere or any(path.startswith(own) for own in self.paths)

    def narrowed_to(self, unit):
        """Return the part of this scope below `unit` (for filters by unit); nowhere if they do not meet."""
        if self.covers(unit):
            return UnitScope(paths=frozenset({unit.path}))
        return UnitScope(paths=frozenset(path for path in self.paths if path.startswith(unit.path)))

    def as_q(self, lookup):
        """Return the condition that the path field `lookup` lies within."""
        if self.everywhere:
            return Q()
        condition = Q(pk__in=[])
        for path in sorted(self.paths):
            condition |= below(path, lookup)
        return condition


EVERYWHERE = UnitScope(everywhere=True)
NOWHERE = UnitScope()


def below(path, lookup):
    """Return the condition that `lookup` is `path` or lies under it; a range, so that an index serves it."""
    return Q(**{f"{lookup}__gte": path, f"{lookup}__lt": path + AFTER_DIGITS})


class UnitScopedQuerySet(models.QuerySet):
    """A queryset whose rows belong to a unit; `unit_path` names the way to the unit's path."""

    unit_path = "unit__path"

    def within(self, scope):
        """Keep the rows of the scope. Rows without a unit are seen only by those who see everything."""
        return self.filter(scope.as_q(self.unit_path))


class HandedDownQuerySet(UnitScopedQuerySet):
    """Rows that a unit sets for itself and everything below: those below may read them too."""

    def within(self, scope):
        """Keep the rows of the scope and of the units above it."""
        if scope.everywhere:  # an empty condition "or" another would mean only the other
            return self
        above = {path[:end] for path in scope.paths for end in range(STEP, len(path), STEP)}
        return self.filter(scope.as_q(self.unit_path) | Q(**{f"{self.unit_path}__in": above}))

    def set_by(self, scope):
        """Keep only the rows that the scope itself has set, and so may change."""
        return self.filter(scope.as_q(self.unit_path))
