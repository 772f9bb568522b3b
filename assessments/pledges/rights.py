"""Who may do what with pledges: the first party sets and issues, both sides may return the signed paper."""

from core.permissions import Permission


def may_manage(user, sheet):
    """True if the user acts for the first party: the county for townships, the township for its villages."""
    return user.scope_of(Permission.ASSESSMENT_REVIEW).covers(sheet.unit.parent)


def may_sign(user, sheet):
    """True if the user may record the signing: the unit itself and those above it."""
    return user.scope_of(Permission.ASSESSMENT_SCORE).covers(sheet.unit)


def managed(sheets, user):
    """Keep the sheets for which the user acts as first party."""
    return sheets.filter(user.scope_of(Permission.ASSESSMENT_REVIEW).as_q("unit__parent__path"))
