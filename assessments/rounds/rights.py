"""Who may score which unit for whom: the unit itself, its township, the county; never one's own."""

from assessments.rounds.choices import Phase, Stage
from assessments.rounds.models import Mark
from core.permissions import Permission


def works_at(user, unit, permission):
    """True if the user holds the permission by a posting at exactly this unit."""
    return any(posting.unit_id == unit.pk and posting.grants(permission) for posting in user.held_postings)


def may_score(user, sheet):
    """True if the user fills in for the unit: at the unit itself, or at the township for its village."""
    places = [sheet.unit, sheet.unit.parent] if sheet.unit.is_grassroots else [sheet.unit]
    return any(works_at(user, place, Permission.ASSESSMENT_SCORE) for place in places)


def stage_of(user, sheet):
    """Return the stage at which the user reviews the sheet, None if they do not."""
    if works_at(user, sheet.round.county, Permission.ASSESSMENT_REVIEW):
        return Stage.COUNTY
    if sheet.unit.is_grassroots and works_at(user, sheet.unit.parent, Permission.ASSESSMENT_REVIEW):
        return Stage.TOWNSHIP
    return None


def has_scored(user, sheet):
    """True if the user has filled in any part of the unit's own score (four eyes). One query at most."""
    if sheet.self_by_id == user.pk:
        return True
    return Mark.objects.filter(sheet=sheet, stage=Stage.SELF, by=user).exists()


def may_manage(user, round_):
    """True if the user runs the year of the county."""
    return user.scope_of(Permission.ASSESSMENT_MANAGE).covers(round_.county)


def may_see_places(user, round_):
    """True if the user may see what all units come to: the county at any time, others once it is public."""
    return round_.is_past(Phase.MEETING) or may_manage(user, round_)


def may_decide(user, round_):
    """True if the user decides appeals and makes results final."""
    return user.scope_of(Permission.ASSESSMENT_DECIDE).covers(round_.county)
