"""Rows on their way to the villages and back: sent, answered, returned or accepted, closed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import audit
from core import bulk
from core.permissions import Permission
from registry.comparing.choices import Choice, Kind, RowState
from registry.comparing.services.noting import note
from registry.comparing.services.refusal import (
    ComparisonRefused,
    locked,
    locked_row,
    locked_rows,
    locked_task,
    must_be_open,
    must_cover,
)
from registry.models import ComparisonDecision, ComparisonRow, ComparisonTask

STEP = 500
SENDABLE = (Kind.DIFFERING, Kind.ONLY_HERE, Kind.ONLY_THERE, Kind.POSSIBLE)
HANDED_OVER = ["task", "state", "is_returned", "answer", "answer_note", "answered_by", "answered_at"]
NOT_SENT = "没有可以下发的行：要么已经下发或处理，要么还没有指定所在村（社区）。"


@dataclass(frozen=True)
class Sent:
    """What sending did: tasks touched, rows sent, rows left because their place is unknown or gone."""

    tasks: int
    rows: int
    left: int


def sendable(rows):
    """Keep the rows that a village could look into: not settled, not out with the village they are in."""
    waiting = rows.filter(kind__in=SENDABLE).exclude(state=RowState.SETTLED)
    return waiting.exclude(task__unit__path=F("path"), task__closed_at=None)


@transaction.atomic
def send_rows(rows, *, by, at, due_on, instruction=""):
    """Send rows to the villages where they belong, one open task for each, and return the `Sent`.

    :param rows: a queryset of rows of one comparison; those out with their village already are passed over.
    :raises ComparisonRefused: none can be sent, a day in the past, or not the actor's.
    """
    today = timezone.localdate(at)
    if due_on < today:
        raise ComparisonRefused("完成期限不能早于今天。", field="due_on")
    first = rows.select_related("comparison__unit").first()
    if first is None:
        raise ComparisonRefused(NOT_SENT)
    comparison = locked(first.comparison)
    must_be_open(comparison)
    by_unit, left = defaultdict(list), 0
    for row in locked_rows(sendable(rows)):
        must_cover(by, row)
        if row.unit is None or not row.unit.is_grassroots or row.unit.is_closed:
            left += 1
        else:
            by_unit[row.unit].append(row)
    if not by_unit:
        raise ComparisonRefused(NOT_SENT)
    remind_on = max(today, due_on - timedelta(days=comparison.profile.remind_days))
    facts = {"instruction": instruction, "due_on": due_on, "remind_on": remind_on, "sent_by": by}
    for unit, found in by_unit.items():
        task, _ = ComparisonTask.objects.update_or_create(
            comparison=comparison,
            unit=unit,
            closed_at=None,
            defaults=facts,
            create_defaults=facts | {"sent_on": today},
        )
        _hand_over(found, task)
    sent = [row for found in by_unit.values() for row in found]
    ComparisonRow.objects.bulk_update(sent, HANDED_OVER, batch_size=STEP)
    bulk.insert([ComparisonDecision(row=row, choice=Choice.SENT, by=by, at=at) for row in sent], at=at)
    return Sent(len(by_unit), len(sent), left)


def _hand_over(rows, task):
    """Put rows into a task, without the answers of a former one. Not saved."""
    for row in rows:
        row.task, row.state, row.is_returned = task, RowState.TASKED, False
        row.answer, row.answer_note, row.answered_by, row.answered_at = "", "", None, None


@transaction.atomic
def answer_row(row, *, by, at, answer, text=""):
    """Say what a village found out about a row (属实、不属实、已更正、查无此人).

    :raises ComparisonRefused: not the actor's, not out with the village, or accepted already.
    """
    row = locked_row(row)
    must_cover(by, row, Permission.COMPARISON_EDIT)
    must_be_open(row.comparison)
    if row.state != RowState.TASKED or row.task is None or not row.task.is_open:
        raise ComparisonRefused("这一行没有下发核实，或已经审核通过。")
    row.answer, row.answer_note = answer, text
    row.answered_by, row.answered_at, row.is_returned = by, at, False
    row.save()
    note(row, Choice.ANSWERED, by=by, at=at, text="：".join(filter(None, [row.get_answer_display(), text])))
    return row


@transaction.atomic
def return_row(row, *, by, at, reason):
    """Give an answer back to the village, for a reason (退回重核).

    :raises ComparisonRefused: not the actor's, or there is no answer to return.
    """
    row = _answered(row, by=by)
    row.is_returned = True
    row.save()
    note(row, Choice.RETURNED, by=by, at=at, text=reason)
    return row


@transaction.atomic
def accept_row(row, *, by, at, text=""):
    """Accept an answer (审核通过). What the list proposes for the register stays to be decided.

    A row of which a value of the list could still be taken over, or somebody archived, goes back to the
    open ones; every other is settled.

    :raises ComparisonRefused: not the actor's, or there is no answer to accept.
    """
    row = _answered(row, by=by)
    _accept(row)
    row.save()
    note(row, Choice.ACCEPTED, by=by, at=at, text=text)
    return row


def _accept(row):
    """Settle a row by its answer. Not saved. Whoever says 属实 says that the list is right."""
    is_due = row.answer == "true" and row.open_diffs
    row.state = RowState.OPEN if is_due else RowState.SETTLED
    if not is_due:
        row.open_diffs = ""


def _answered(row, *, by):
    row = locked_row(row)
    must_cover(by, row)
    must_be_open(row.comparison)
    if row.state != RowState.TASKED or not row.answer or row.is_returned:
        raise ComparisonRefused("这一行还没有新的答复，不能审核。")
    return row


@transaction.atomic
def accept_all(task, *, by, at):
    """Accept every answer of a task that has not been returned; return how many.

    :raises ComparisonRefused: not the actor's, or no answer waits.
    """
    task = locked_task(task)
    _must_manage(task, by=by)
    waiting = task.rows.filter(state=RowState.TASKED, is_returned=False, path=task.unit.path).exclude(
        answer=""
    )
    rows = locked_rows(waiting)
    if not rows:
        raise ComparisonRefused("没有等待审核的答复。")
    for row in rows:
        _accept(row)
    ComparisonRow.objects.bulk_update(rows, ["state", "open_diffs"], batch_size=STEP)
    bulk.insert([ComparisonDecision(row=row, choice=Choice.ACCEPTED, by=by, at=at) for row in rows], at=at)
    audit.record(audit.Event.IMPORT, by=by, about=task, what="审核通过比对核实的答复", rows=len(rows))
    return len(rows)


@transaction.atomic
def close_task(task, *, by, at):
    """Close a task (办结任务); rows that the village has not answered go back to the open ones.

    :raises ComparisonRefused: not the actor's, closed already, or answers wait to be reviewed.
    """
    task = locked_task(task)
    _must_manage(task, by=by)
    rows = task.rows.filter(state=RowState.TASKED)
    waiting = rows.filter(is_returned=False).exclude(answer="").count()
    if waiting:
        raise ComparisonRefused(f"还有 {waiting} 条答复没有审核，请先审核通过或退回。")
    rows.update(state=RowState.OPEN)
    task.closed_at, task.closed_by = at, by
    task.save()
    return task


def _must_manage(task, *, by):
    if not by.scope_of(Permission.COMPARISON_MANAGE).covers(task.unit):
        raise ComparisonRefused("该村（社区）不在您的管辖范围内。")
    if not task.is_open:
        raise ComparisonRefused("这个任务已经办结。")
