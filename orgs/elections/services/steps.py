"""The way of an election: each step is done in order, on a day, when all that it asks for is there."""

from datetime import timedelta

from django.db import transaction

from orgs.elections.choices import State, StepKind
from orgs.elections.services.checks import CHECKS
from orgs.elections.services.filing import put_in_office
from orgs.elections.services.refusal import (
    ElectionRefused,
    day_words,
    locked,
    may_decide,
    must_be_mine,
    must_be_open,
    must_not_be_future,
)


@transaction.atomic
def do_step(election, *, by, at, at_step, on, text="", **facts):
    """Do the present step on the day `on`, and return the election where it is then.

    :param at_step: the number of the step that the actor has before them; another one means that somebody
        was faster.
    :param facts: what the kind of step asks for (`services.checks`).
    :raises ElectionRefused: not the actor's, gone on, a day out of order, or something is missing.
    """
    election = locked(election)
    must_be_open(election)
    if election.step_number != at_step:
        raise ElectionRefused(f"{election}已转到“{election.step.name}”，请重新查看后办理。")
    must_be_mine(election, by)
    must_not_be_future(on, at)
    _must_follow(election, on)
    CHECKS[election.step.kind](election, on=on, by=by, facts=facts)
    if election.step.kind == StepKind.FILE:
        put_in_office(election, by=by, **facts)
    _note(election, by=by, on=on, text=text)
    _go_on(election, on)
    election.save()
    return election


@transaction.atomic
def go_back(election, *, by, at, reason):
    """Take the last step back, so that it is done again; nothing that was entered is lost.

    :raises ElectionRefused: not for the actor to decide, at the start, voted on or filed already.
    """
    election = locked(election)
    must_be_open(election)
    if not may_decide(by, election.unit):
        raise ElectionRefused("退回环节由上级残联办理，不在您的权限内。")
    if election.step_number == 0:
        raise ElectionRefused("这是第一个环节，不能再退回。")
    if election.term_id is not None:
        raise ElectionRefused("新一届班子已经备案任职，不能退回。")
    if election.ballots.exists():
        raise ElectionRefused("已经登记投票结果，不能退回以前的环节。")
    step = election.steps.get(number=election.step_number - 1)
    day = day_words(step.done_on)
    step.text = f"{step.text}\n{day}完成后退回重办：{reason}".strip()
    step.done_on = step.done_by = None
    step.save()
    election.step_number, election.due_on = step.number, step.due_on
    election.save()
    return election


def _must_follow(election, on):
    done = election.steps.filter(number__lt=election.step_number).order_by("-number").first()
    day, what = (done.done_on, done.name) if done else (election.started_on, "启动")
    if on < day:
        raise ElectionRefused(f"完成日期不能早于上一环节“{what}”（{day_words(day)}）。", field="on")


def _note(election, *, by, on, text):
    step = election.steps.get(number=election.step_number)
    step.done_on, step.done_by = on, by
    step.text = "\n".join(part for part in (step.text, text.strip()) if part)
    step.save()


def _go_on(election, on):
    steps = election.rules.steps
    if election.step_number + 1 == len(steps):
        election.state, election.closed_on, election.due_on = State.DONE, on, None
        return
    election.step_number += 1
    step = election.steps.get(number=election.step_number)
    election.due_on = step.due_on
    if election.step.kind == StepKind.HANDOVER:
        last = election.term.starts_on + timedelta(days=election.rules.limits.handover_days)
        election.due_on = step.due_on = max(last, on)
        step.save(update_fields=["due_on", "updated_at"])
