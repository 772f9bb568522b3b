"""The row doors of the applications: each is seen where its person's village is, and above."""

from django.db.models import Exists, OuterRef

from orgs.scoping import UnitScopedQuerySet
from registry.applications.choices import State


class ApplicationQuerySet(UnitScopedQuerySet):
    def open(self):
        """Keep those that are under way."""
        return self.filter(state=State.OPEN)

    def overdue(self, on):
        """Keep those whose present step should have been done before the day `on`."""
        return self.filter(due_on__lt=on)

    def due_soon(self, on):
        """Keep those whose deadline is near on the day `on`, and has not passed."""
        return self.filter(remind_on__lte=on, due_on__gte=on)

    def to_deliver(self):
        """Keep those whose result has not been handed out in writing."""
        return self.filter(deliver_by__isnull=False, delivered_on=None)

    def to_deliver_at(self, scope):
        """Keep those whose result the very units that the scope names hand out, not those below."""
        rows = self.to_deliver()
        return rows if scope.everywhere else rows.filter(handler_unit__path__in=scope.paths)

    def waiting_at(self, scope, on):
        """Keep those that wait on the day `on` for the very units that the scope names, not those below.

        What hangs out as a notice waits for nobody until it has hung long enough.
        """
        rows = self.open().exclude(notice__last_day__gte=on)
        return rows if scope.everywhere else rows.filter(handler_unit__path__in=scope.paths)

    def for_list(self):
        """Fetch with each what a row of the list shows."""
        return self.select_related("county", "unit__parent", "handler_unit__parent", "person", "notice")


class ThroughApplication(UnitScopedQuerySet):
    """Rows that hang on an application and are seen where it is."""

    unit_path = "application__unit__path"


class NoticeQuerySet(UnitScopedQuerySet):
    def within(self, scope):
        """Keep the notices of units of the scope, and those that name an application of the scope."""
        if scope.everywhere:
            return self
        entries = self.model.entries.rel.related_model.objects.filter(notice=OuterRef("pk"))
        return self.filter(scope.as_q("unit__path") | Exists(entries.within(scope)))

    def open(self):
        return self.filter(closed_on=None)

    def with_units(self):
        return self.select_related("unit__parent", "posted_by")
