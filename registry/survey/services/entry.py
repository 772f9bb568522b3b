"""Filling in a sheet, part by part; each part is saved on its own, and a part sent twice is written once."""

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from registry.survey.choices import LEAVING, LineState, Mode
from registry.survey.models import SurveySave
from registry.survey.rules import Form, Subject
from registry.survey.services.changes import propose, withdraw
from registry.survey.services.refusal import (
    SurveyConflict,
    SurveyRefused,
    locked_line,
    locked_village,
    must_be_running,
    must_be_writable,
    must_cover,
    must_not_be_locked,
)

VISIT = "visit"  # the part that says how the person was met


def subject_of(line):
    """Return what the conditions of the form look at."""
    return Subject(line.age, line.category, line.grade)


@transaction.atomic
def save_section(line, section, answers, *, by, at, **sent):
    """Write the answers of one section and return (line, codes that were dropped because of a jump).

    :param answers: {code: value as `read_answer` gives it}; questions that are not named keep their answers.
    :param sent: `token`, a UUID that marks this save, and `version`, the version that the page showed.
    :raises SurveyConflict: somebody else has saved this section since.
    :raises SurveyRefused: outside the scope, closed, approved, locked, or answers that contradict each other.
    """
    line = locked_line(line)
    must_cover(by, Permission.SURVEY_EDIT, line.unit)
    if _is_written(line, sent["token"]):
        return line, []
    must_be_writable(line, at)
    _must_be_fresh(line, section.code, sent["version"])
    form = Form(line.round.form)
    own = {question.code for question in section.questions}
    merged = {**line.all_answers, **{code: value for code, value in answers.items() if code in own}}
    kept, dropped = form.cleaned(subject_of(line), merged)
    if wrong := form.contradictions(kept):
        raise SurveyRefused("".join(wrong))
    line.put_answers(kept, form.private)
    _stamp(line, section.code, sent["token"], by=by, at=at)
    return line, dropped


@transaction.atomic
def save_visit(line, *, by, at, **facts):
    """Write how and when the person was met, or why not.

    :param facts: mode, lost_reason, happened_on, visited_on, token, version.
    :raises SurveyConflict: somebody else has said so meanwhile.
    :raises SurveyRefused: outside the scope, closed, locked, without reason, or on a day that cannot be.
    """
    line = locked_line(line)
    must_cover(by, Permission.SURVEY_EDIT, line.unit)
    if _is_written(line, facts["token"]):
        return line
    must_be_writable(line, at)
    _must_be_fresh(line, VISIT, facts["version"])
    put_visit(line, facts, at=at)
    _stamp(line, VISIT, facts["token"], by=by, at=at)
    return line


def put_visit(line, facts, *, at):
    """Take over how the person was met, without saving.

    :raises SurveyRefused: lost without a reason, or on a day that cannot be.
    """
    today = timezone.localdate(at)
    is_lost = facts["mode"] == Mode.LOST
    line.mode, line.visited_on = facts["mode"], facts["visited_on"]
    line.lost_reason = facts.get("lost_reason", "") if is_lost else ""
    line.happened_on = facts.get("happened_on") if line.lost_reason in LEAVING else None
    if is_lost and not line.lost_reason:
        raise SurveyRefused("失访须选择原因。", field="lost_reason")
    if not line.round.starts_on <= line.visited_on <= today:
        raise SurveyRefused("调查日期须在调查开始以后、今天以前。", field="visited_on")
    if line.happened_on and line.happened_on > today:
        raise SurveyRefused("死亡或迁出日期不能晚于今天。", field="happened_on")


@transaction.atomic
def complete_line(line, *, by, at):
    """Declare the sheet filled in; what differs from the register becomes proposals.

    :raises SurveyRefused: outside the scope, closed, locked, or something is missing; the message names it.
    """
    line = locked_line(line)
    must_cover(by, Permission.SURVEY_EDIT, line.unit)
    must_be_writable(line, at)
    if line.is_done:
        return line
    if problem := what_is_missing(line):
        raise SurveyRefused(problem)
    finish(line, by=by, at=at)
    return line


def what_is_missing(line):
    """Return why the sheet cannot be declared filled in, or an empty text."""
    if not line.mode:
        return "还没有填写调查方式。"
    if line.is_lost:
        return ""
    missing = Form(line.round.form).missing(subject_of(line), line.all_answers)
    if missing:
        named = "、".join(missing[:8]) + (f" 等 {len(missing)} 题" if len(missing) > 8 else "")
        return f"还有没答的题：{named}。"
    return ""


def finish(line, *, by, at):
    """Mark a locked sheet as filled in, and propose its changes to the register."""
    line.state, line.return_reason = LineState.DONE, ""
    line.saved_by, line.saved_at = by, at
    line.save()
    propose(line)


@transaction.atomic
def save_village_form(village, answers, *, by, at):
    """Write the village's own form and return the village.

    :param answers: {code: value}; all of them at once.
    :raises SurveyRefused: outside the scope, closed or locked, or an item without answer.
    """
    village = locked_village(village)
    must_cover(by, Permission.SURVEY_EDIT, village.unit)
    must_be_running(village.round, at)
    must_not_be_locked(village)
    form, nobody = Form(village.round.form, "village"), Subject(0)
    village.answers, _ = form.cleaned(nobody, answers)
    if missing := form.missing(nobody, village.answers):
        raise SurveyRefused(f"还有没填的指标：{'、'.join(missing)}。")
    village.answered_at = at
    village.save()
    return village


def _is_written(line, token):
    return SurveySave.objects.filter(line=line, token=token).exists()


def _must_be_fresh(line, part, version):
    if line.versions.get(part, 0) != version:
        raise SurveyConflict(line)


def _stamp(line, part, token, *, by, at):
    """Save a changed sheet: it is being filled in again, and what it proposed before is withdrawn."""
    line.versions = {**line.versions, part: line.versions.get(part, 0) + 1}
    if line.state != LineState.RETURNED:
        line.state = LineState.DOING
    line.saved_by, line.saved_at = by, at
    line.save()
    withdraw(line)
    SurveySave.objects.create(line=line, token=token, section=part, by=by, at=at)
