"""Looking sheets through at the township, handing a village in to the county, and what the county says."""

from django.db import transaction

from core.permissions import Permission
from registry.survey.choices import ChangeState, LineState, VillageState
from registry.survey.models import SurveyChange, SurveyLine
from registry.survey.services.changes import withdraw
from registry.survey.services.refusal import (
    SurveyRefused,
    locked_line,
    locked_village,
    must_cover,
    must_not_be_locked,
)


@transaction.atomic
def return_line(line, reason, *, by, at):
    """Send a sheet back to the village with a reason.

    :raises SurveyRefused: outside the scope, not filled in, locked, or without a reason.
    """
    line = locked_line(line)
    must_cover(by, Permission.SURVEY_REVIEW, line.unit)
    _must_be_open(line.round)
    must_not_be_locked(line.village)
    if line.state not in (LineState.DONE, LineState.APPROVED):
        raise SurveyRefused(f"本份现在是“{line.get_state_display()}”，不能退回。")
    if not reason:
        raise SurveyRefused("请写明退回原因。", field="reason")
    line.state, line.return_reason = LineState.RETURNED, reason
    line.reviewed_at, line.reviewed_by = at, by
    line.save()
    withdraw(line)
    return line


@transaction.atomic
def approve_line(line, *, by, at):
    """Approve a sheet that is filled in and whose changes have been decided.

    :raises SurveyRefused: outside the scope, not filled in, locked, or changes wait.
    """
    line = locked_line(line)
    must_cover(by, Permission.SURVEY_REVIEW, line.unit)
    _must_be_open(line.round)
    must_not_be_locked(line.village)
    if line.is_approved:
        return line
    if not line.is_done:
        raise SurveyRefused(f"本份现在是“{line.get_state_display()}”，填写完成后才能审核。")
    if line.changes.filter(state=ChangeState.PROPOSED).exists():
        raise SurveyRefused("本份还有登记变更没有审核，请先采纳或不采纳。")
    line.state, line.reviewed_at, line.reviewed_by = LineState.APPROVED, at, by
    line.save()
    return line


@transaction.atomic
def approve_village(village, *, by, at):
    """Approve all sheets of a village that are filled in and propose nothing; return how many.

    :raises SurveyRefused: outside the scope, or locked.
    """
    village = locked_village(village)
    must_cover(by, Permission.SURVEY_REVIEW, village.unit)
    _must_be_open(village.round)
    must_not_be_locked(village)
    waiting = SurveyChange.objects.filter(line__village=village, state=ChangeState.PROPOSED).values("line")
    lines = SurveyLine.objects.filter(village=village, state=LineState.DONE).exclude(pk__in=waiting)
    return lines.update(state=LineState.APPROVED, reviewed_at=at, reviewed_by=by, updated_at=at)


@transaction.atomic
def submit_village(village, *, by, at):
    """Hand a village in to the county (报送); from then on it is locked.

    :raises SurveyRefused: outside the scope, handed in before, or not finished; it says what is missing.
    """
    village = locked_village(village)
    must_cover(by, Permission.SURVEY_REVIEW, village.unit)
    _must_be_open(village.round)
    if village.is_locked:
        raise SurveyRefused(f"本村（社区）{village.get_state_display()}，没有再报送一次。")
    left = village.lines.exclude(state=LineState.APPROVED).count()
    changes = SurveyChange.objects.filter(line__village=village, state=ChangeState.PROPOSED).count()
    missing = [f"{left} 份底册没有审核"] if left else []
    missing += [f"{changes} 项登记变更没有审核"] if changes else []
    missing += ["村（社区）调查表没有填写"] if not village.answered_at else []
    if missing:
        raise SurveyRefused(f"还不能报送：{'，'.join(missing)}。")
    village.state, village.submitted_at, village.submitted_by = VillageState.SUBMITTED, at, by
    village.return_reason = ""
    village.save()
    return village


@transaction.atomic
def decide_village(village, *, by, at, is_accepted, reason=""):
    """Accept a village that was handed in, or send it back to the township with a reason.

    :raises SurveyRefused: outside the scope, not handed in, or no reason.
    """
    village = locked_village(village)
    must_cover(by, Permission.SURVEY_MANAGE, village.unit)
    _must_be_open(village.round)
    allowed = (VillageState.SUBMITTED,) if is_accepted else (VillageState.SUBMITTED, VillageState.ACCEPTED)
    if village.state not in allowed:
        raise SurveyRefused(f"本村（社区）现在是“{village.get_state_display()}”，不能验收或退回。")
    if not is_accepted and not reason:
        raise SurveyRefused("请写明退回原因。", field="reason")
    village.state = VillageState.ACCEPTED if is_accepted else VillageState.RETURNED
    village.return_reason = "" if is_accepted else reason
    village.decided_at, village.decided_by = at, by
    village.save()
    return village


@transaction.atomic
def assign_investigator(village, name, *, by, at):
    """Say who asks in a village (专职委员、村干部 …).

    :raises SurveyRefused: outside the scope, closed, or locked.
    """
    village = locked_village(village)
    must_cover(by, Permission.SURVEY_EDIT, village.unit)
    _must_be_open(village.round)
    must_not_be_locked(village)
    village.investigator = name
    village.save()
    return village


def _must_be_open(survey):
    if not survey.is_open:
        raise SurveyRefused(f"{survey.title}{survey.get_state_display()}，不能再办理。")
