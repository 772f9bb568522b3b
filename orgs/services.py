"""Writing to the tree of units; changes of its shape (更名、撤并、划转) are operations of their own."""

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from orgs.models import Unit

EDITABLE = ("population", "households", "address", "phone", "note")


class UnitRefused(Exception):
    """The unit cannot be changed; the message is fit to show to the user."""


@transaction.atomic
def update_profile(unit, *, by, at, **facts):
    """Write the descriptive facts of a unit (population, households, address, phone, note) and return it.

    :raises UnitRefused: outside the actor's scope, or the unit has been closed.
    """
    unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
    if not by.scope_of(Permission.UNIT_EDIT).covers(unit):
        raise UnitRefused("该单位不在您的管辖范围内。")
    if unit.valid_to and unit.valid_to < timezone.localdate(at):
        raise UnitRefused("该单位已撤销，资料不能再改。")
    for name in EDITABLE:
        if name in facts:
            setattr(unit, name, facts[name])
    unit.save()
    return unit
