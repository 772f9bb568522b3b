"""Why a write is refused, in words that the user may read; and the checks that all writes share."""

from core.permissions import Permission
from registry.petitions.choices import State
from registry.petitions.models import Petition
from registry.petitions.models.doors import Reader


class PetitionRefused(Exception):
    """The write cannot be done; the message is fit to show to the user. `field` names the form field."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


def locked(petition):
    """Return the petition as it stands now, held until this transaction ends."""
    rows = Petition.objects.select_for_update(of=("self",))
    return rows.select_related("county", "unit", "handler_unit").get(pk=petition.pk)


def may_act(user, petition):
    """True if the petition is with a unit that the user works for, and its matter is theirs to read."""
    covered = user.scope_of(Permission.PETITION_EDIT).covers(petition.handler_unit)
    return covered and Reader(user).may_read(petition)


def may_supervise(user, petition):
    """True for the units above the one that the petition is with."""
    parent = petition.handler_unit.parent
    above = parent is not None and user.scope_of(Permission.PETITION_EDIT).covers(parent)
    return above and petition.is_open


def may_manage(user, petition):
    """True for who sets the rules of the county."""
    return user.scope_of(Permission.PETITION_MANAGE).covers(petition.county)


def must_be(petition, states, what):
    """Refuse a step that the present state does not allow.

    :raises PetitionRefused: the petition is in another state than those named.
    """
    if petition.state not in states:
        raise PetitionRefused(f"本件现在是“{State(petition.state).label}”，不能再{what}。")
