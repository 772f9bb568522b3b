"""Townships look through their own people: the roll is opened to them, objected to, confirmed."""

from django.db import transaction

from core.permissions import Permission
from staff.choices import RunAct, RunState
from staff.models import RunObjection, RunTownship
from staff.pay.selectors.lines import by_township, lines_for_roll
from staff.pay.services.making import is_stale
from staff.pay.services.moving import locked, may, must_be, note
from staff.services.refusal import StaffRefused

STALE = "造册之后人员、账号、标准或以前的名册有变动，请重新造册。"


@transaction.atomic
def open_run(run, *, by, at):
    """Send a draft to the townships and return it; each gets its part to confirm.

    :raises StaffRefused: outside the actor's scope, not a draft, empty, or overtaken by a change.
    """
    run = locked(run)
    may(by, Permission.STIPEND_EDIT, run.unit)
    must_be(run, RunState.DRAFT, act="送乡镇确认")
    if run.is_follow_up:
        raise StaffRefused("退回重发的名册不用乡镇确认，请直接复核。")
    if not run.people:
        raise StaffRefused("名册是空的，没有可确认的内容。")
    if is_stale(run):
        raise StaffRefused(STALE)
    groups = by_township(lines_for_roll(run))
    RunTownship.objects.bulk_create(
        RunTownship(run=run, township=group.township, people=group.people, amount=group.amount)
        for group in groups
    )
    run.state = RunState.CONFIRMING
    run.save()
    note(run, RunAct.OPEN, by=by, at=at, townships=len(groups))
    return run


@transaction.atomic
def confirm_township(part, *, by, at, text=""):
    """Confirm a township's part of a run and return it; the maker may not.

    :raises StaffRefused: outside the actor's scope, confirmed already, or an objection is not settled.
    """
    run = locked(part.run)
    part = RunTownship.objects.select_for_update(of=("self",)).select_related("township").get(pk=part.pk)
    may(by, Permission.STIPEND_CONFIRM, part.township)
    must_be(run, RunState.CONFIRMING, act="确认")
    if run.made_by_id == by.pk:
        raise StaffRefused("造册人不能代乡镇确认，请由乡镇或县里另一人确认。")
    if part.confirmed_at is not None:
        raise StaffRefused(f"{part.township.name}已由{part.confirmed_by}确认，不用再确认。")
    if run.objections.open().filter(unit=part.township).exists():
        raise StaffRefused(f"{part.township.name}还有异议没有处理，处理后再确认。")
    part.confirmed_by, part.confirmed_at, part.note = by, at, text[:200]
    part.save()
    note(run, RunAct.CONFIRM, by=by, at=at, text=part.township.name, people=part.people)
    return part


@transaction.atomic
def object_to(run, unit, *, by, at, text, about="", raised_by=""):
    """Write down an objection of a township to a run, and return it.

    :raises StaffRefused: outside the actor's scope, empty, or the run is neither confirmed nor on notice now.
    """
    run = locked(run)
    may(by, Permission.STIPEND_CONFIRM, unit)
    must_be(run, RunState.CONFIRMING, RunState.NOTICE, act="登记异议")
    if not text.strip():
        raise StaffRefused("请写明异议的内容。", field="text")
    if not run.lines.filter(unit__path__startswith=unit.path).exists():
        raise StaffRefused(f"{unit.name}在这份名册里没有人员。", field="unit")
    if run.state == RunState.CONFIRMING:  # the township takes its word back
        RunTownship.objects.filter(run=run, township=unit).update(confirmed_by=None, confirmed_at=None)
    return RunObjection.objects.create(
        run=run, unit=unit, stage=run.state, about=about, raised_by=raised_by, text=text.strip(), by=by, at=at
    )


@transaction.atomic
def answer_objection(objection, *, by, at, answer):
    """Write down how an objection was settled, and return it.

    :raises StaffRefused: outside the actor's scope, answered already, or empty.
    """
    objection = RunObjection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    run = locked(objection.run)
    may(by, Permission.STIPEND_EDIT, run.unit)
    if objection.answered_at is not None:
        raise StaffRefused("这条异议已经处理过。")
    if not answer.strip():
        raise StaffRefused("请写明处理结果。", field="answer")
    objection.answer, objection.answered_by, objection.answered_at = answer.strip(), by, at
    objection.save()
    return objection
