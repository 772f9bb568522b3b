"""Why a write is refused, in words that the user may read."""

from core.permissions import Permission


class NeedRefused(Exception):
    """The write cannot be done; the message is fit to show to the user. `field` names the form field."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


def must_cover(by, unit, permission=Permission.SERVICE_EDIT):
    """Refuse when `by` does not hold the permission at the unit.

    :raises NeedRefused: outside the actor's scope.
    """
    if not by.scope_of(permission).covers(unit):
        raise NeedRefused("该单位不在您的管辖范围内。")


def must_not_be_later(on, today, field):
    """Refuse a day that lies in the future.

    :raises NeedRefused: it does.
    """
    if on > today:
        raise NeedRefused("日期不能晚于今天。", field=field)
