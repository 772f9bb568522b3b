"""Computing a run, and computing it anew while it is a draft."""

import hashlib

from django.db import IntegrityError, transaction
from django.utils import timezone

from core import bulk
from core.garbage import without_collecting
from core.permissions import Permission
from orgs.models import Unit
from staff.choices import Outcome, RunAct, RunKind, RunState
from staff.models import StipendAdjustment, StipendLine, StipendMonth, StipendRun
from staff.pay.amounts import NOTHING
from staff.pay.periods import name_of, span_of
from staff.pay.selectors.rolls import compute_roll, inputs_of
from staff.pay.selectors.settings import policy_on
from staff.pay.services.moving import may, must_be, note
from staff.services.refusal import StaffRefused

TWICE = "有人的某个月已列入其他名册，请重新造册。"


@without_collecting
@transaction.atomic
def make_run(county, months, *, by, at):
    """Compute the roll of a period, given by its months, and keep it as a draft.

    A draft that is there is computed anew.

    :raises StaffRefused: outside the actor's scope, not a period of the county, not begun, or frozen.
    """
    may(by, Permission.STIPEND_EDIT, county)
    first, last = months[0], months[-1]
    policy = policy_on(county, first)
    if (first, last) != span_of(policy.period, first):
        raise StaffRefused(f"本县{policy.get_period_display()}发放，{name_of(first, last)}不是一个发放期。")
    if first > timezone.localdate(at):
        raise StaffRefused("该期间还没有开始，不能造册。")
    Unit.objects.select_for_update(of=("self",)).get(pk=county.pk)  # one maker at a time
    runs = StipendRun.objects.regular().select_for_update(of=("self",)).select_related("unit")
    run = runs.filter(unit=county, first_month=first, last_month=last).first()
    if run is None:
        run = StipendRun(unit=county, kind=RunKind.REGULAR)
        run.set_period(first, last)
    must_be(run, RunState.DRAFT, act="重新造册")
    run.made_by, run.made_at = by, at
    roll = compute_roll(county, months, run=run)
    lines = [line_of(run, owed) for owed in roll.lines]
    run.unpaid = [_unpaid(appointment, words) for appointment, words in roll.unpaid]
    run.inputs = sealed(roll.inputs, [line.content_hash for line in lines])
    write_sums(run, lines)
    run.save()
    _replace(run, lines, roll.lines, at=at)
    note(run, RunAct.MAKE, by=by, at=at, lines=len(lines), people=run.people, amount=str(run.amount))
    return run


def line_of(run, owed):
    """Return the unsaved line that an `OwedLine` becomes, with the account as it is now and its hash."""
    member, sums = owed.member, owed.sums
    line = StipendLine(
        run=run,
        appointment=owed.appointment,
        member=member,
        unit=owed.unit,
        name=member.name,
        post_type=owed.appointment.post.post_type,
        payer=owed.payer,
        months=owed.months,
        pay=sums.pay,
        back_pay=sums.back_pay,
        recovery=sums.recovery,
        bonus=sums.bonus,
        deduction=sums.deduction,
        personal=sums.personal,
        employer=sums.employer,
        carried_in=sums.carried_in,
        carried_out=sums.carried_out,
        amount=sums.amount,
        explanation=owed.explanation,
        bank_name=member.bank_name,
        bank_account=member.bank_account,
        bank_digest=member.bank_digest,
        outcome=Outcome.WAITING if sums.amount else Outcome.NOTHING_DUE,
    )
    line.content_hash = line.reckoned_hash()
    return line


def is_stale(run):
    """True if the draft is not what a fresh computation gives now. The lines' hashes are compared.

    Nothing is computed while all that the draft was computed from is unchanged.
    """
    held = list(run.lines.values_list("content_hash", flat=True))
    if run.is_follow_up:
        return set(held) != {_as_it_would_be(line) for line in run.lines.select_related("member")}
    if run.inputs and run.inputs == sealed(inputs_of(run.unit, run.months, run=run), held):
        return False
    fresh = compute_roll(run.unit, run.months, run=run).lines
    return set(held) != {line_of(run, owed).content_hash for owed in fresh}


def sealed(inputs, hashes):
    """Return what changes with the inputs of a roll and with the lines that were computed from them."""
    return hashlib.sha256("\n".join([inputs, *sorted(hashes)]).encode()).hexdigest()


def _as_it_would_be(line):
    member = line.member
    line.name, line.bank_name, line.bank_digest = member.name, member.bank_name, member.bank_digest
    return line.reckoned_hash()


def write_sums(run, lines):
    """Set the number of people and the sum of a run from its lines."""
    run.people = len({line.member_id for line in lines})
    run.amount = sum((line.amount for line in lines), NOTHING)


def seal_of(run):
    """Return the SHA-256 over the hashes of a run's lines, reckoned from what they say now."""
    hashes = sorted(f"{line.pk}:{line.reckoned_hash()}" for line in run.lines.iterator())
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _replace(run, lines, owed, *, at):
    """Put computed lines in place of the run's own.

    :raises StaffRefused: a month of one of them has meanwhile been booked elsewhere.
    """
    run.lines.all().delete()
    for line in lines:
        line.run = run  # which has its key by now
    bulk.insert(lines, at=at)
    months = [
        StipendMonth(
            line=line, member=row.member, month=entry.month, kind=entry.kind, amount=entry.amount,
            personal=entry.personal, employer=entry.employer, payer=entry.payer,
        )
        for line, row in zip(lines, owed, strict=True)
        for entry in row.entries
    ]  # fmt: skip
    insert_months(months, at=at)
    taken = []
    for line, row in zip(lines, owed, strict=True):
        for adjustment in row.adjustments:
            adjustment.line = line
            taken.append(adjustment)
    StipendAdjustment.objects.bulk_update(taken, ["line"], batch_size=500)


def insert_months(months, *, at):
    """Insert booked months.

    :raises StaffRefused: one of them is on another roll already.
    """
    try:
        with transaction.atomic():
            bulk.insert(months, at=at)
    except IntegrityError as error:
        raise StaffRefused(TWICE) from error


def _unpaid(appointment, words):
    """Return who was in post without earning anything, and why, as the JSON that the run keeps."""
    member = appointment.member
    return {"member": member.pk, "name": member.name, "post": str(appointment.post), "words": words}
