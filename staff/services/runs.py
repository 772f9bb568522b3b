"""The half-year's roll on its way: made, computed anew, reviewed by somebody else, paid."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audit
from core.permissions import Permission
from orgs.models import Unit
from staff.choices import RunState
from staff.models import StipendLine, StipendMonth, StipendRun
from staff.selectors.rolls import compute_roll
from staff.services.refusal import StaffRefused, must_cover

OUTSIDE = "该名册不在您的管辖范围内。"


@transaction.atomic
def make_run(county, year, half, *, by, at):
    """Compute the roll of a half-year and keep it as a draft; a draft that is there is computed anew.

    :raises StaffRefused: outside the actor's scope, the half-year has not begun, or its roll is frozen.
    """
    must_cover(by, Permission.STIPEND_EDIT, county, OUTSIDE)
    if date(year, 1 if half == 1 else 7, 1) > timezone.localdate(at):
        raise StaffRefused("该期间还没有开始，不能造册。")
    Unit.objects.select_for_update(of=("self",)).get(pk=county.pk)  # one maker at a time
    run = StipendRun.objects.select_for_update(of=("self",)).filter(unit=county, year=year, half=half).first()
    if run is None:
        run = StipendRun(unit=county, year=year, half=half)
    elif not run.is_draft:
        raise StaffRefused(f"{run.period}的名册{run.get_state_display()}，不能重新造册。")
    roll = compute_roll(county, year, half)
    run.made_by, run.made_at = by, at
    run.people = len({line.member.pk for line in roll.lines})
    run.amount = sum((line.amount for line in roll.lines), start=0)
    run.unpaid = [_unpaid(line) for line in roll.unpaid]
    run.save()
    _replace_lines(run, roll.lines)
    audit.record(
        audit.Event.CHANGE,
        by=by,
        about=run,
        what="造册",
        lines=len(roll.lines),
        people=run.people,
        amount=str(run.amount),
    )
    return run


@transaction.atomic
def review_run(run, *, by, at):
    """Freeze a draft after a second person has looked at it, and return it.

    :raises StaffRefused: outside the actor's scope, made by the same person, empty, not a draft, or no longer
        what a fresh computation gives.
    """
    run = _locked(run)
    must_cover(by, Permission.STIPEND_EDIT, run.unit, OUTSIDE)
    if not run.is_draft:
        raise StaffRefused(f"该名册{run.get_state_display()}，不用再复核。")
    if run.made_by_id == by.pk:
        raise StaffRefused("造册人不能复核自己造的名册，请由另一人复核。")
    if not run.people:
        raise StaffRefused("名册是空的，没有可复核的内容。")
    if is_stale(run):
        raise StaffRefused("造册之后人员、账号或标准有变动，请重新造册后再复核。")
    run.state, run.reviewed_by, run.reviewed_at = RunState.REVIEWED, by, at
    run.save()
    return run


@transaction.atomic
def mark_paid(run, *, by, at, paid_on):
    """Write down that a reviewed roll has been paid on the day `paid_on`, and return it.

    :raises StaffRefused: outside the actor's scope, not reviewed, or a day that cannot be.
    """
    run = _locked(run)
    must_cover(by, Permission.STIPEND_EDIT, run.unit, OUTSIDE)
    if run.is_draft:
        raise StaffRefused("名册还没有复核，不能登记发放。")
    if run.is_paid:
        raise StaffRefused(f"该名册已于 {run.paid_on:%Y-%m-%d} 发放。")
    if paid_on > timezone.localdate(at):
        raise StaffRefused("发放日期不能晚于今天。", field="paid_on")
    if paid_on < timezone.localdate(run.reviewed_at):
        raise StaffRefused("发放日期不能早于复核日期。", field="paid_on")
    run.state, run.paid_on = RunState.PAID, paid_on
    run.save()
    return run


def is_stale(run):
    """True if the draft is not what a fresh computation gives. Six queries."""
    fresh = {line.fingerprint for line in compute_roll(run.unit, run.year, run.half).lines}
    months = {}
    rows = StipendMonth.objects.filter(line__run=run).order_by("month")
    for line, month, amount in rows.values_list("line", "month", "amount"):
        months.setdefault(line, []).append((month, amount))
    lines = run.lines.values_list("pk", "appointment", "name", "bank_name", "bank_digest")
    return fresh != {(*told, tuple(months.get(line, ()))) for line, *told in lines}


def _locked(run):
    return StipendRun.objects.select_for_update(of=("self",)).select_related("unit").get(pk=run.pk)


def _replace_lines(run, owed):
    """Put computed lines in place of the run's own.

    :raises StaffRefused: a month of one of them has meanwhile been booked elsewhere.
    """
    run.lines.all().delete()
    lines = StipendLine.objects.bulk_create([_line(run, row) for row in owed], batch_size=500)
    months = [
        StipendMonth(line=line, member=row.member, month=step.month, amount=step.amount, payer=step.payer)
        for line, row in zip(lines, owed, strict=True)
        for step in row.paid
    ]
    try:
        with transaction.atomic():
            StipendMonth.objects.bulk_create(months, batch_size=500)
    except IntegrityError as error:
        raise StaffRefused("有人的某个月已列入其他名册，请重新造册。") from error


def _unpaid(owed):
    """Return who was in post without earning anything, and why, as the JSON that the run keeps."""
    return {
        "member": owed.member.pk,
        "name": owed.member.name,
        "post": str(owed.appointment.post),
        "words": owed.steps[-1].words,
    }


def _line(run, owed):
    member = owed.member
    return StipendLine(
        run=run,
        appointment=owed.appointment,
        member=member,
        unit=owed.unit,
        name=member.name,
        post_type=owed.appointment.post.post_type,
        payer=owed.paid[-1].payer,
        months=len(owed.paid),
        amount=owed.amount,
        explanation=[step.as_json() for step in owed.steps],
        bank_name=member.bank_name,
        bank_account=member.bank_account,
        bank_digest=member.bank_digest,
    )
