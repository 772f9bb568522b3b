"""Why a write is refused, in words that the user may read; and the checks that all writes share."""

from django.utils import timezone

from core.permissions import Permission
from orgs.boards.models import Term


class BoardRefused(Exception):
    """The write cannot be done; the message is fit to show to the user. `field` names the form field."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


def may_write(user, unit):
    """True for whoever keeps the boards of the unit: its township or county."""
    return user.scope_of(Permission.BOARD_REVIEW).covers(unit)


def must_be_mine(unit, by):
    """:raises BoardRefused: the unit lies outside the actor's scope, or has been closed."""
    if not may_write(by, unit):
        raise BoardRefused(f"{unit.name}的班子不在您的管辖范围内。")
    if unit.is_closed:
        raise BoardRefused(f"{unit.name}已撤销，班子不能再改。")


def must_not_be_future(day, at, *, field):
    """:raises BoardRefused: the day has not come yet."""
    if day > timezone.localdate(at):
        raise BoardRefused("日期不能晚于今天。", field=field)


def locked_term(term):
    """Return the term as it stands now, held until this transaction ends.

    :raises BoardRefused: it is over.
    """
    rows = Term.objects.select_for_update(of=("self",)).select_related("board__unit")
    term = rows.get(pk=term.pk)
    if term.ended_on is not None:
        raise BoardRefused(f"{term}已结束，不能再改。")
    return term
