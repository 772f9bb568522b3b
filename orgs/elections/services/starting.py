"""Beginning elections, many at once, and stopping one."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from orgs.boards.kinds import posts_as_json
from orgs.boards.selectors.rules import kind_in_force
from orgs.elections.choices import State
from orgs.elections.models import Election, ElectionStep
from orgs.elections.selectors.rules import plan_in_force
from orgs.elections.services.refusal import (
    ElectionRefused,
    locked,
    may_decide,
    must_be_open,
    must_not_be_future,
)

EARLIEST = timedelta(days=366)  # how long ago an election may have begun that is only entered now


@transaction.atomic
def start_elections(boards, *, by, at, started_on, method, responsible=""):
    """Begin the election of each of the boards, all or none, and return them.

    :param method: the code of a way of voting in the county's rules.
    :raises ElectionRefused: out of the actor's scope, under way already, closed, or the day does not fit.
    """
    must_not_be_future(started_on, at, field="started_on")
    if started_on < timezone.localdate(at) - EARLIEST:
        raise ElectionRefused("启动日期不能早于一年前。", field="started_on")
    busy = set(Election.objects.open().filter(board__in=boards).values_list("board", flat=True))
    plans = {}
    elections = []
    for board in boards:
        if not may_decide(by, board.unit):
            raise ElectionRefused(f"{board.name}的换届不在您的管辖范围内。")
        if board.pk in busy:
            raise ElectionRefused(f"{board.name}已有正在进行的换届。")
        if board.closed_on or board.unit.is_closed:
            raise ElectionRefused(f"{board.name}已撤销，不能换届。")
        place = (board.unit.path[:8], board.kind)
        if place not in plans:
            kind = kind_in_force(board.unit, board.kind, started_on)
            if not kind.elected:
                raise ElectionRefused(f"{board.name}由任命产生，不经选举，请登记新一届。")
            plans[place] = plan_in_force(board.unit, started_on), posts_as_json(kind.posts)
        plan, posts = plans[place]
        elections.append(_begun(board, plan, posts, started_on=started_on, method=method, who=responsible))
    try:
        with transaction.atomic():
            Election.objects.bulk_create(elections)
    except IntegrityError as problem:
        raise ElectionRefused("有班子的换届刚刚启动，请重新查看后再选。") from problem
    ElectionStep.objects.bulk_create(
        step for election in elections for step in _steps_of(election, responsible)
    )
    return elections


def _begun(board, plan, posts, *, started_on, method, who):
    if method not in {way.code for way in plan.methods}:
        raise ElectionRefused("请选择选举方式。", field="method")
    contests = [{"post": post["code"], "seats": post["number"], "kind": "first"} for post in posts]
    handover = [
        {"code": item.code, "name": item.name, "is_done": False, "note": ""} for item in plan.handover
    ]
    return Election(
        board=board, started_on=started_on, method=method, plan=plan.as_json(), posts=posts,
        due_on=started_on + timedelta(days=plan.steps[0].days), responsible=who, contests=contests,
        handover=handover,
    )  # fmt: skip


def _steps_of(election, responsible):
    for number, step in enumerate(election.rules.steps):
        yield ElectionStep(
            election=election, number=number, code=step.code, name=step.name, responsible=responsible,
            due_on=election.started_on + timedelta(days=step.days),
        )  # fmt: skip


@transaction.atomic
def cancel_election(election, *, by, at, reason):
    """Stop an election before its result is filed, for a reason; the board in office stays.

    :raises ElectionRefused: not for the actor to decide, over, or its board is in office already.
    """
    election = locked(election)
    must_be_open(election)
    if not may_decide(by, election.unit):
        raise ElectionRefused("中止换届由上级残联办理，不在您的权限内。")
    if election.term_id is not None:
        raise ElectionRefused("新一届班子已经备案任职，不能中止，请办完移交。")
    election.state, election.outcome = State.CANCELLED, reason
    election.due_on, election.closed_on = None, timezone.localdate(at)
    election.save()
    return election


@transaction.atomic
def stop_election(election, *, on, reason):
    """Stop an election whose unit ends on the day `on`, however far it has come.

    :returns: [table, key, {field: value before}], as changes of units keep it.
    """
    fields = ("state", "outcome", "due_on", "closed_on")
    before = [election._meta.label, election.pk, {name: getattr(election, name) for name in fields}]
    election.state, election.outcome = State.CANCELLED, reason
    election.due_on, election.closed_on = None, max(on, election.started_on)
    election.save(update_fields=[*fields, "updated_at"])
    return before


@transaction.atomic
def plan_step(step, *, by, at, due_on, responsible):
    """Set another deadline and who is responsible for a step that has not been done.

    :raises ElectionRefused: not the actor's, done already, or before the step before it.
    """
    election = locked(step.election)
    must_be_open(election)
    if not may_decide(by, election.unit):
        raise ElectionRefused("调整期限由上级残联办理，不在您的权限内。")
    steps = list(election.steps.order_by("number"))
    step = steps[step.number]
    if step.done_on is not None:
        raise ElectionRefused(f"“{step.name}”已于 {step.done_on:%Y-%m-%d} 完成。")
    before = steps[step.number - 1].due_on if step.number else election.started_on
    after = steps[step.number + 1].due_on if step.number + 1 < len(steps) else None
    if due_on < before:
        raise ElectionRefused(f"期限不能早于上一环节（{before:%Y-%m-%d}）。", field="due_on")
    if after is not None and due_on > after:
        raise ElectionRefused(f"期限不能晚于下一环节（{after:%Y-%m-%d}）。", field="due_on")
    step.due_on, step.responsible = due_on, responsible
    step.save()
    if step.number == election.step_number:
        election.due_on = due_on
        election.save(update_fields=["due_on", "updated_at"])
    return step
