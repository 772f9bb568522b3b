"""The way of a petition: 登记 → 受理、不予受理或转送 → 办理 → 答复 → 办结; 延期, 督办, 重新办理."""

from django.db import transaction
from django.utils import timezone

from orgs.models import Unit
from registry.petitions.calendar import deadline_after
from registry.petitions.choices import OPEN_STATES, UNSETTLED, Outcome, State, Step
from registry.petitions.models import PetitionShare
from registry.petitions.selectors.rules import rule_of
from registry.petitions.services.refusal import (
    PetitionRefused,
    locked,
    may_act,
    may_manage,
    may_supervise,
    must_be,
)
from registry.petitions.services.timeline import note, waits_for, waits_for_nothing

# In which states a step may be taken; the first step of a state is what comes next.
ALLOWED = {
    Step.ACCEPT: (State.REGISTERED,),
    Step.TRANSFER: (State.REGISTERED,),
    Step.REFUSE: (State.REGISTERED,),
    Step.REPLY: UNSETTLED,
    Step.SETTLE: UNSETTLED,
    Step.PROGRESS: UNSETTLED,
    Step.EXTEND: (State.ACCEPTED,),
    Step.SUPERVISE: OPEN_STATES,
    Step.REOPEN: (State.SETTLED, State.REFUSED),
}


@transaction.atomic
def accept_petition(petition, *, by, at, on, handler=None, text=""):
    """Take a petition on (受理): from that day the deadline for settling it runs.

    :raises PetitionRefused: not the actor's, not waiting for it, or a day that does not fit.
    """
    petition = _ready(petition, Step.ACCEPT, by=by)
    _must_fit(on, not_before=petition.received_on, at=at)
    deadline = rule_of(petition.county, petition.category, on).deadline
    petition.state, petition.decided_on, petition.handler = State.ACCEPTED, on, handler or by
    petition.settle_by = deadline_after(petition.county, on, deadline.settle_days, deadline.counting)
    waits_for(petition, petition.settle_by, deadline)
    return _done(petition, Step.ACCEPT, by=by, at=at, on=on, text=text)


@transaction.atomic
def refuse_petition(petition, *, by, at, on, text):
    """Decline a petition (不予受理) for a reason that the petitioner is told.

    :raises PetitionRefused: not the actor's, not waiting for it, or a day that does not fit.
    """
    petition = _ready(petition, Step.REFUSE, by=by)
    _must_fit(on, not_before=petition.received_on, at=at)
    petition.state, petition.decided_on = State.REFUSED, on
    waits_for_nothing(petition)
    return _done(petition, Step.REFUSE, by=by, at=at, on=on, text=text)


@transaction.atomic
def transfer_petition(petition, *, by, at, on, to_unit, text=""):
    """Pass a petition up or down (转送); from then on both units see it, and the new one has its own days.

    :raises PetitionRefused: not the actor's, accepted already, of another county, or there already.
    """
    petition = _ready(petition, Step.TRANSFER, by=by)
    _must_fit(on, not_before=petition.received_on, at=at)
    if to_unit == petition.handler_unit:
        raise PetitionRefused("本件已经在该单位办理。", field="to_unit")
    if not to_unit.path.startswith(petition.county.path):
        raise PetitionRefused("只能转送本县（区）内的单位。", field="to_unit")
    sender, petition.handler_unit, petition.handler = petition.handler_unit, to_unit, None
    deadline = rule_of(petition.county, petition.category, on).deadline
    petition.accept_by = deadline_after(petition.county, on, deadline.accept_days, deadline.counting)
    waits_for(petition, petition.accept_by, deadline)
    PetitionShare.objects.get_or_create(petition=petition, unit=to_unit, defaults={"since": at})
    return _done(petition, Step.TRANSFER, by=by, at=at, on=on, text=text, unit=sender, to_unit=to_unit)


@transaction.atomic
def note_progress(petition, *, by, at, on, text):
    """Write down what has been done about a petition (办理).

    :raises PetitionRefused: not the actor's, not in hand, or a day that does not fit.
    """
    petition = _ready(petition, Step.PROGRESS, by=by)
    _must_fit(on, not_before=petition.decided_on, at=at)
    return _done(petition, Step.PROGRESS, by=by, at=at, on=on, text=text)


@transaction.atomic
def extend_petition(petition, *, by, at, on, days, text):
    """Give a petition more days (延期), once, for a reason that the petitioner is told (条例 art. 34).

    :raises PetitionRefused: not the actor's, extended already, too late, or more days than allowed.
    """
    petition = _ready(petition, Step.EXTEND, by=by)
    _must_fit(on, not_before=petition.decided_on, at=at)
    if petition.extended_days:
        raise PetitionRefused(f"本件已延期 {petition.extended_days} 天，不能再次延期。")
    if on > petition.settle_by:
        raise PetitionRefused("办理期限已过，不能再延期。请尽快答复。", field="on")
    deadline = rule_of(petition.county, petition.category, petition.decided_on).deadline
    if not 1 <= days <= deadline.extend_days:
        raise PetitionRefused(f"延期须在 1 天至 {deadline.extend_days} 天之间。", field="days")
    petition.extended_days = days
    petition.settle_by = deadline_after(petition.county, petition.settle_by, days, deadline.counting)
    waits_for(petition, petition.settle_by, deadline)
    return _done(petition, Step.EXTEND, by=by, at=at, on=on, text=f"延期 {days} 天：{text}")


@transaction.atomic
def supervise_petition(petition, *, by, at, on, text):
    """Press a unit below to deal with a petition (督办).

    :raises PetitionRefused: the actor is not above the handling unit, or it is closed.
    """
    petition = locked(petition)
    must_be(petition, ALLOWED[Step.SUPERVISE], "督办")
    if not may_supervise(by, petition):
        raise PetitionRefused("只有承办单位的上级可以督办。")
    _must_fit(on, not_before=petition.received_on, at=at)
    petition.supervised_on = on
    return _done(petition, Step.SUPERVISE, by=by, at=at, on=on, text=text, unit=_highest(by, petition))


@transaction.atomic
def reply_to_petition(petition, *, by, at, on, text, reply_number=""):
    """Answer the petitioner (答复); until it is settled the answer may be replaced by a better one.

    :raises PetitionRefused: not the actor's, not accepted, or a day that does not fit.
    """
    petition = _ready(petition, Step.REPLY, by=by)
    _must_fit(on, not_before=petition.decided_on, at=at)
    petition.state, petition.reply, petition.replied_on = State.REPLIED, text, on
    petition.reply_number = reply_number
    return _done(petition, Step.REPLY, by=by, at=at, on=on, text=text)


@transaction.atomic
def settle_petition(petition, *, by, at, on, outcome, satisfaction, text=""):
    """Close a petition (办结) with what came of it. Without a reply only if the petitioner withdrew.

    :raises PetitionRefused: not the actor's, not answered, or a day that does not fit.
    """
    petition = _ready(petition, Step.SETTLE, by=by)
    if petition.state == State.ACCEPTED and outcome != Outcome.WITHDRAWN:
        raise PetitionRefused("还没有答复信访人，请先答复，再办结。", field="outcome")
    _must_fit(on, not_before=petition.replied_on or petition.decided_on, at=at)
    petition.state, petition.settled_on = State.SETTLED, on
    petition.outcome, petition.satisfaction = outcome, satisfaction
    waits_for_nothing(petition)
    return _done(petition, Step.SETTLE, by=by, at=at, on=on, text=text)


@transaction.atomic
def reopen_petition(petition, *, by, at, on, text):
    """Take a closed petition up again (重新办理), with deadlines that begin anew.

    :raises PetitionRefused: the actor does not manage petitions, or it is open.
    """
    petition = locked(petition)
    must_be(petition, ALLOWED[Step.REOPEN], "重新办理")
    if not may_manage(by, petition):
        raise PetitionRefused("只有县级可以重新办理已经办结的信访件。")
    _must_fit(on, not_before=petition.settled_on or petition.decided_on, at=at)
    deadline = rule_of(petition.county, petition.category, on).deadline
    if petition.state == State.REFUSED:
        petition.state, petition.decided_on = State.REGISTERED, None
        petition.accept_by = deadline_after(petition.county, on, deadline.accept_days, deadline.counting)
        waits_for(petition, petition.accept_by, deadline)
    else:
        petition.state, petition.settled_on = State.ACCEPTED, None
        petition.outcome = petition.satisfaction = ""
        petition.extended_days = 0
        petition.settle_by = deadline_after(petition.county, on, deadline.settle_days, deadline.counting)
        waits_for(petition, petition.settle_by, deadline)
    return _done(petition, Step.REOPEN, by=by, at=at, on=on, text=text)


def _ready(petition, step, *, by):
    """Return the petition, locked, if the actor may take the step now.

    :raises PetitionRefused: it is with another unit, or in another state.
    """
    petition = locked(petition)
    must_be(petition, ALLOWED[step], Step(step).label)
    if not may_act(by, petition):
        raise PetitionRefused(f"本件由{petition.handler_unit.name}办理，不在您的权限内。")
    return petition


def _must_fit(on, *, not_before, at):
    if on > timezone.localdate(at):
        raise PetitionRefused("日期不能晚于今天。", field="on")
    if on < not_before:
        raise PetitionRefused(
            f"日期不能早于上一环节（{not_before.year}年{not_before.month}月{not_before.day}日）。", field="on"
        )


def _highest(by, petition):
    """Return the unit above the handling one in whose name the actor speaks: the nearest."""
    above = [
        posting.unit
        for posting in by.held_postings
        if petition.handler_unit.path.startswith(posting.unit.path)
        and posting.unit_id != petition.handler_unit_id
    ]
    return max(above, key=lambda unit: len(unit.path), default=Unit.objects.get(pk=petition.county_id))


def _done(petition, step, *, by, at, on, **entry):
    petition.save()
    note(petition, step, by=by, at=at, on=on, **entry)
    return petition
