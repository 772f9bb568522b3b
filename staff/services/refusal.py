"""Why a write is refused, in words that the user may read."""


class StaffRefused(Exception):
    """The write cannot be done; the message is fit to show to the user. `field` names the form field."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


def must_cover(by, permission, unit, words):
    """Refuse with `words` when `by` does not hold the permission at the unit.

    :raises StaffRefused: outside the actor's scope.
    """
    if not by.scope_of(permission).covers(unit):
        raise StaffRefused(words)
