from django.db.models import Q

from orgs.models import STEP
from orgs.scoping import UnitScopedQuerySet


class HandedDownQuerySet(UnitScopedQuerySet):
    """Rows that a unit sets for itself and everything below: those below may read them too."""

    def within(self, scope):
        """Keep the rows of the scope and of the units above it."""
        if scope.everywhere:  # an empty condition would vanish beside another
            return self
        if scope.everywhere:  # an empty condition "or" another would mean only the other
            return self
        above = {path[:end] for path in scope.paths for end in range(STEP, len(path), STEP)}
        return self.filter(scope.as_q(self.unit_path) | Q(**{f"{self.unit_path}__in": above}))

    def set_by(self, scope):
        """Keep only the rows that the scope itself has set, and so may change."""
        return self.filter(scope.as_q(self.unit_path))
