"""Why a step of the inspection is refused, in words that the user may read, and who may take it."""

from core.permissions import Permission


class InspectionRefused(Exception):
    """The step cannot be done; the message is fit to show to the user."""


def may_inspect(user, unit):
    """True if the user may inspect the unit: from above it, never one's own."""
    scope = user.scope_of(Permission.ASSESSMENT_REVIEW)
    return bool(unit.parent_id) and scope.covers(unit.parent)


def refuse_outsider(user, unit):
    """Refuse an inspection of a unit that the user may not inspect.

    :raises InspectionRefused: always in that case, with the reason.
    """
    if not may_inspect(user, unit):
        raise InspectionRefused(f"{unit.place_name}不在{user}的检查权限内（只能检查下级单位），请改派他人。")
