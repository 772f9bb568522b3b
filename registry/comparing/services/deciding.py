"""Decisions on a single row: the same person or not, where somebody belongs, gone from the register."""

from django.db import transaction

from orgs.models import Unit
from registry.comparing.choices import Choice, Kind, RowState
from registry.comparing.fields import STANDING
from registry.comparing.models.rows import joined
from registry.comparing.services.noting import note, settle_field
from registry.comparing.services.refusal import (
    ComparisonRefused,
    locked,
    locked_row,
    must_be_open,
    must_cover,
)
from registry.comparing.services.taking import lock_people
from registry.comparing.weighing import compared_keys, weigh
from registry.models import ComparisonRow
from registry.services.persons import PersonRefused, archive_person


@transaction.atomic
def confirm_pair(row, *, by, at):
    """Declare that a row and the person proposed are the same, and compare them (确认是同一人).

    :raises ComparisonRefused: not the actor's, no pair to confirm, or the person is another row's already.
    """
    row = _ready(row, by=by)
    if row.kind != Kind.POSSIBLE or row.person is None:
        raise ComparisonRefused("这一行没有待确认的人。")
    others = ComparisonRow.objects.filter(comparison=row.comparison, person=row.person)
    if others.exclude(pk=row.pk).exclude(kind=Kind.POSSIBLE).exists():
        raise ComparisonRefused("此人已与名单的另一行对应。")
    comparison = row.comparison
    kind, differing, ours = weigh(
        row.person, row.said["values"], compared_keys(comparison), comparison.profile
    )
    row.kind, row.diffs = kind, joined(differing)
    row.open_diffs, row.content = row.diffs, row.said | {"ours": ours}
    row.state = RowState.OPEN if differing else RowState.SETTLED
    row.save()
    note(row, Choice.CONFIRMED, by=by, at=at)
    return row


@transaction.atomic
def reject_pair(row, *, by, at):
    """Declare that a row and the person proposed are two people (不是同一人).

    The person becomes one who is only here, if such are reported; the row is only there.

    :raises ComparisonRefused: not the actor's, or no pair to reject.
    """
    row = _ready(row, by=by)
    if row.kind != Kind.POSSIBLE or row.person is None:
        raise ComparisonRefused("这一行没有待确认的人。")
    person, profile = row.person, row.comparison.profile
    holds = not profile.subsistence or person.subsistence == profile.subsistence
    if profile.only_here and holds and not person.is_archived:
        ComparisonRow.objects.create(
            comparison=row.comparison,
            kind=Kind.ONLY_HERE,
            person=person,
            unit=person.unit,
            path=person.unit_path,
        )
    row.person, row.kind, row.remark = None, Kind.ONLY_THERE, ""
    row.state = RowState.OPEN if profile.only_there else RowState.SETTLED
    row.save()
    note(row, Choice.REJECTED, by=by, at=at)
    return row


@transaction.atomic
def place_row(row, *, by, at, unit):
    """Say in which village somebody belongs who is only on the list (指定所在村).

    :raises ComparisonRefused: not the actor's, on the register, or no village of the comparison.
    """
    row = _ready(row, by=by)
    if row.person is not None:
        raise ComparisonRefused("此人在册，所在村以登记表为准。")
    if (
        unit.level not in Unit.GRASSROOTS
        or not unit.path.startswith(row.comparison.unit.path)
        or unit.is_closed
    ):
        raise ComparisonRefused("请选择比对单位内现有的村（社区）。", field="unit")
    row.unit, row.path = unit, unit.path
    row.save()
    note(row, Choice.PLACED, by=by, at=at, text=unit.place_name)
    return row


@transaction.atomic
def archive_listed(row, *, by, at, on, text=""):
    """Take somebody off the active register because of the list, on the day it happened (建议注销).

    :raises ComparisonRefused: not the actor's, the list does not speak for it, or the register refuses.
    """
    lock_people(ComparisonRow.objects.filter(pk=row.pk))
    row = _ready(row, by=by)
    if not row.proposes_archiving or row.person is None:
        raise ComparisonRefused("这一行没有待办的归档建议。")
    reason = row.comparison.profile.archive_reason
    try:
        archive_person(row.person, by=by, at=at, reason=reason, on=on)
    except PersonRefused as problem:
        raise ComparisonRefused(str(problem), field=problem.field) from problem
    settle_field(row, STANDING)
    row.state, row.open_diffs = RowState.SETTLED, ""  # of somebody archived nothing else can be changed
    row.save()
    note(row, Choice.ARCHIVED, by=by, at=at, field=STANDING, text=text or f"发生日期 {on.isoformat()}")
    return row


def _ready(row, *, by):
    """Return the row, locked, if the actor may decide about it now.

    :raises ComparisonRefused: the comparison is closed, the row settled, or not the actor's.
    """
    must_be_open(locked(row.comparison))
    row = locked_row(row)
    must_cover(by, row)
    if row.is_settled:
        raise ComparisonRefused("这一行已经处理过。")
    return row
