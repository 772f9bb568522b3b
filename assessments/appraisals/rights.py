"""Who may do what: the member reports, the unit above enters and proposes, the county decides."""

from core.permissions import Permission


def entering_unit(appraisal):
    """Return the unit that assesses somebody: the township for village posts, the county for township posts.

    domain.md §3.7: 街道专职委员 by 区残联, 社区（村）专职委员 by 街道残联.
    """
    unit = appraisal.unit
    if unit.is_grassroots or appraisal.level == "township":
        return unit.parent
    return unit


def meeting_unit(appraisal, side):
    """Return the unit at which one side votes about somebody."""
    return entering_unit(appraisal) if side == "above" else appraisal.unit


def may_enter(user, appraisal):
    """True if the user gives points, records ballots and proposes the grade: never those assessed."""
    return user.scope_of(Permission.APPRAISAL_EDIT).covers(entering_unit(appraisal))


def may_report(user, appraisal, *, names=()):
    """True if the user writes the report: whoever may enter, or the member's own unit.

    :param names: of all members of that unit who are appraised; who bears the name of another one among
        them writes only under that.
    """
    if may_enter(user, appraisal):
        return True
    if not user.scope_of(Permission.APPRAISAL_EDIT).covers(appraisal.unit):
        return False
    return user.full_name == appraisal.member.name or user.full_name not in names


def may_decide(user, year):
    """True if the user decides for the county."""
    return user.scope_of(Permission.APPRAISAL_MANAGE).covers(year.county)
