"""Who may see that a petition exists, and who may read what it is about.

A petition is seen where it was registered and by every unit that it was ever passed to, and from above these.
Of one that is 保密 the others see number, dates and state only: the county reads it, and its handler.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.permissions import Permission
from orgs.scoping import UnitScope, UnitScopedQuerySet


class Reader:
    """What a user may read of petitions marked 保密."""

    def __init__(self, user):
        self.user = user
        self.scope = user.scope_of(Permission.PETITION_VIEW)
        self.units = frozenset(
            posting.unit_id for posting in user.held_postings if posting.grants(Permission.PETITION_EDIT)
        )

    def may_read(self, petition):
        """True for an open one; of a 保密 one for the county and for its handler.

        While nobody is named as handler, that is whoever does the work at the handling unit itself.
        """
        if not petition.is_confidential or self.scope.covers(petition.county):
            return True
        if petition.handler_id:
            return petition.handler_id == self.user.pk
        return petition.handler_unit_id in self.units

    def as_q(self):
        """Return the same as a condition."""
        if self.scope.everywhere:
            return Q()
        named = Q(handler=self.user) | Q(handler=None, handler_unit__in=self.units)
        return not_hidden_from(self.scope) | named


def not_hidden_from(scope):
    """Return the condition that a petition is open to whoever has this scope and is nobody's handler."""
    if scope.everywhere:  # an empty condition "or" another would mean only the other
        return Q()
    return Q(is_confidential=False) | scope.as_q("county__path")


class PetitionQuerySet(UnitScopedQuerySet):
    def within(self, scope):
        """Keep those registered in the scope, and those that were passed to a unit of it."""
        if scope.everywhere:
            return self
        shares = self.model.shares.rel.related_model.objects.filter(petition=OuterRef("pk"))
        return self.filter(scope.as_q("unit__path") | Exists(shares.filter(scope.as_q("unit__path"))))

    def readable(self, reader):
        """Leave out those marked 保密 that the reader may not read."""
        return self.filter(reader.as_q())

    def handled_in(self, scope):
        """Keep those that a unit of the scope has to deal with."""
        return self.filter(scope.as_q("handler_unit__path"))

    def at_unit(self, unit):
        """Keep those registered or handled at the unit or below it."""
        place = UnitScope(paths=frozenset({unit.path}))
        return self.filter(place.as_q("unit__path") | place.as_q("handler_unit__path"))

    def open(self):
        """Keep those that wait for something: to be accepted, handled or settled."""
        return self.exclude(due_on=None)

    def overdue(self, on):
        """Keep those whose present deadline has passed before the day `on`."""
        return self.filter(due_on__lt=on)

    def due_soon(self, on):
        """Keep those whose deadline is near on the day `on`, and has not passed."""
        return self.filter(remind_on__lte=on, due_on__gte=on)

    def for_list(self):
        """Fetch with each what a row of the list shows."""
        return self.select_related("county", "unit__parent", "handler_unit__parent", "handler", "person")


class ThroughPetition(models.QuerySet):
    """Rows that hang on a petition and are seen where it is."""

    def within(self, scope):
        if scope.everywhere:
            return self
        petitions = self.model.petition.field.related_model.objects.within(scope)
        return self.filter(petition__in=petitions.values("pk"))
