"""Why a write is refused, in words that the user may read; and the checks that all writes share."""

from django.utils import timezone

from core.permissions import Permission
from orgs.elections.models import Election


class ElectionRefused(Exception):
    """The write cannot be done; the message is fit to show to the user. `field` names the form field."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


def locked(election):
    """Return the election as it stands now, held until this transaction ends."""
    rows = Election.objects.select_for_update(of=("self",)).select_related("board__unit__parent")
    return rows.get(pk=election.pk)


def unit_above(unit):
    """Return the unit whose word counts for the steps above: the parent, or a county itself."""
    return unit if unit.is_county or unit.parent is None else unit.parent


def may_enter(user, unit):
    """True for whoever does the unit's own steps: the unit itself and those above."""
    return user.scope_of(Permission.BOARD_EDIT).covers(unit)


def may_decide(user, unit):
    """True for whoever speaks for the unit above: review, filing, going back, stopping."""
    return user.scope_of(Permission.BOARD_REVIEW).covers(unit_above(unit))


def may_step(user, election):
    """True if the present step is the user's to do."""
    if not election.is_open:
        return False
    return (may_decide if election.step.is_above else may_enter)(user, election.unit)


def must_be_open(election):
    """:raises ElectionRefused: it is over."""
    if not election.is_open:
        raise ElectionRefused(f"{election}{election.get_state_display()}，不能再办理。")


def must_be_at(election, kind):
    """:raises ElectionRefused: it is over, or at a step of another kind."""
    must_be_open(election)
    if election.step.kind != kind:
        raise ElectionRefused(f"{election}现在是“{election.step.name}”环节，请重新查看后办理。")


def must_be_mine(election, by):
    """:raises ElectionRefused: it is over, or the present step is not the actor's."""
    must_be_open(election)
    if not may_step(by, election):
        who = unit_above(election.unit) if election.step.is_above else election.unit
        raise ElectionRefused(f"“{election.step.name}”由{who.name}办理，不在您的权限内。")


def must_not_be_future(day, at, *, field="on"):
    """:raises ElectionRefused: the day has not come yet."""
    if day > timezone.localdate(at):
        raise ElectionRefused("日期不能晚于今天。", field=field)


def day_words(day):
    """Return a date as words: 2026年11月5日."""
    return f"{day.year}年{day.month}月{day.day}日"
