"""What an inspection finds: results of the list, points of items, shortcomings with a deadline, re-checks."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from assessments.inspections.choices import FindingState, PlanState
from assessments.inspections.models import FindingStep, InspectionFinding, Visit
from assessments.inspections.services.refusal import InspectionRefused, refuse_outsider
from assessments.library.services import Upload, hang, keep_all
from assessments.library.targets import FindingTarget
from assessments.rounds.choices import Stage
from assessments.rounds.models import Sheet
from assessments.rounds.services.marking import record_mark
from assessments.rounds.services.refusal import RoundRefused
from assessments.services.checking import CheckRefused, record_findings


@dataclass(frozen=True)
class Seen:
    """What was seen on one visit: the day, in words, results of the list and what is said of items.

    `results` are `assessments.services.checking.Finding`s; `said` is [(item, `marking.Said`)].
    """

    on: object
    note: str = ""
    results: list = field(default_factory=list)
    said: list = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """A shortcoming as the inspector writes it down."""

    subject: str
    text: str
    due_on: object
    responsible: str
    checklist_item: object = None
    lineage: object = None


@transaction.atomic
def record_visit(visit, seen, *, by, at):
    """Write down an inspection: checks of the quarter, marks of the stage 督查. Return the `Visit`.

    :raises InspectionRefused: the plan is void, the unit outside the inspector's scope, the day before the
        plan begins or ahead, or a result or mark is refused, in the words of that room.
    """
    visit, today = _open(visit, by), timezone.localtime(at).date()
    if not visit.plan.starts_on <= seen.on <= today:
        raise InspectionRefused("检查日期须在督查开始之后，且不晚于今天。")
    try:
        if seen.results:
            record_findings(visit.unit, visit.plan.period, seen.results, by=by, on=seen.on, today=today)
        _mark(visit, seen.said, by=by, at=at)
    except (CheckRefused, RoundRefused) as problem:
        raise InspectionRefused(str(problem)) from problem
    visit.visited_on, visit.note = seen.on, seen.note.strip()
    visit.done_by, visit.done_at = by, at
    visit.inspector = visit.inspector or by
    visit.save()
    return visit


def sheet_of(visit):
    """Return the yearly sheet of the unit under the round of the plan, or None."""
    sheets = Sheet.objects.filter(round=visit.plan.round_id, unit=visit.unit)
    return sheets.select_related("round", "unit").first()


def _mark(visit, said, *, by, at):
    if not said:
        return
    sheet = sheet_of(visit)
    if sheet is None:
        raise InspectionRefused(f"{visit.unit.name}没有本年度的考核评分表，请先启动年度考核。")
    for item, what in said:
        record_mark(sheet, item, Stage.INSPECTION, what, by=by, at=at)


@transaction.atomic
def add_finding(visit, found, uploads, *, by, at):
    """Write down a shortcoming with photos and return (finding, `Upload`).

    :raises InspectionRefused: as for `record_visit`; or the deadline lies before today.
    """
    visit, today = _open(visit, by), timezone.localtime(at).date()
    if found.due_on < today:
        raise InspectionRefused("整改期限不能早于今天。")
    finding = InspectionFinding.objects.create(
        visit=visit,
        checklist_item=found.checklist_item,
        lineage=found.lineage,
        subject=found.subject,
        text=found.text,
        due_on=found.due_on,
        responsible=found.responsible,
        found_by=by,
        found_on=today,
    )
    return finding, prove(finding, uploads, by=by, at=at)


@transaction.atomic
def report_mended(finding, text, uploads, *, by, at):
    """Let the unit say that it has mended a shortcoming; a re-check decides. Return (finding, `Upload`).

    :raises InspectionRefused: it is settled, or waits for its re-check already.
    """
    finding = _finding(finding)
    if finding.state != FindingState.OPEN:
        raise InspectionRefused(f"该问题{finding.get_state_display()}，不需再报告。")
    _step(finding, FindingStep.Kind.REPORT, text, by=by, at=at)
    finding.state = FindingState.REPORTED
    finding.save()
    return finding, prove(finding, uploads, by=by, at=at)


@transaction.atomic
def recheck(finding, text, *, passed, by, at, due_on=None):
    """Re-check a shortcoming: it is mended, or is to be mended again until a new day. Return the finding.

    :raises InspectionRefused: outside the inspector's scope, settled already, or no new day is given.
    """
    finding, today = _finding(finding), timezone.localtime(at).date()
    refuse_outsider(by, finding.visit.unit)
    if finding.state == FindingState.MENDED:
        raise InspectionRefused("该问题已经销号。")
    if passed:
        _step(finding, FindingStep.Kind.PASSED, text, by=by, at=at)
        finding.state, finding.settled_on = FindingState.MENDED, today
    else:
        if due_on is None or due_on < today:
            raise InspectionRefused("复查未通过的，须给出不早于今天的新期限。")
        _step(finding, FindingStep.Kind.AGAIN, text, by=by, at=at, due_on=due_on)
        finding.state, finding.due_on = FindingState.OPEN, due_on
    finding.save()
    return finding


def prove(finding, uploads, *, by, at):
    """Keep photos in the library of the unit and hang them on the finding; return the `Upload`."""
    if not uploads:
        return Upload([], [])
    done = keep_all(finding.visit.unit, uploads, by=by, at=at)
    for one in done.kept:
        hang(one.evidence, FindingTarget(finding), by=by, at=at)
    return done


def due_day(plan, today):
    """Return the deadline that the plan gives to what is found today."""
    return today + timedelta(days=plan.mend_days)


def _open(visit, by):
    """Return the visit locked, if its plan stands and the user may inspect the unit."""
    rows = Visit.objects.select_for_update(of=("self",))
    visit = rows.select_related("plan__county", "unit__parent", "inspector").get(pk=visit.pk)
    if visit.plan.state == PlanState.VOID:
        raise InspectionRefused("这份督查计划已作废，不能再登记。")
    refuse_outsider(by, visit.unit)
    return visit


def _finding(finding):
    rows = InspectionFinding.objects.select_for_update(of=("self",))
    return rows.select_related("visit__unit__parent", "visit__plan").get(pk=finding.pk)


def _step(finding, kind, text, **more):
    day = timezone.localtime(more["at"]).date()
    FindingStep.objects.create(finding=finding, kind=kind, text=text.strip(), on=day, **more)
