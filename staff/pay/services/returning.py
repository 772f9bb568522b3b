"""The bank's answer taken in, failures paid again by a follow-up run, and the run closed."""

import base64
import hashlib

from django.db import transaction
from django.utils import timezone

from core import bulk
from core.permissions import Permission
from staff.choices import Outcome, RunAct, RunKind, RunState
from staff.models import BankReturn, StipendLine, StipendMonth, StipendRun
from staff.pay.amounts import NOTHING
from staff.pay.imports.returns import ReturnRefused, read_return
from staff.pay.models.lines import PARTS
from staff.pay.services.making import insert_months, write_sums
from staff.pay.services.moving import locked, may, must_be, note
from staff.services.refusal import StaffRefused

COPIED = (
    "appointment_id", "member_id", "unit_id", "post_type", "payer", "months", "amount", "explanation", *PARTS
)  # fmt: skip
MOST_MB = 20


@transaction.atomic
def take_return(run, file, *, by, at, paid_on):
    """Take in the bank's answer to a run, all of it or nothing, and return the `BankReturn`.

    :raises StaffRefused: outside the actor's scope, not with the bank, a day that cannot be, or a file that
        has been taken before.
    :raises ReturnRefused: the file does not fit the run; nothing has been changed.
    """
    run = locked(run)
    may(by, Permission.STIPEND_EXPORT, run.unit)
    if file.size > MOST_MB * 1024 * 1024:
        raise StaffRefused(f"回盘文件超过 {MOST_MB} MB，请确认选对了文件。", field="file")
    content = file.read()
    sha256 = hashlib.sha256(content).hexdigest()
    if known := BankReturn.objects.filter(sha256=sha256).select_related("run", "run__unit", "by").first():
        when = timezone.localtime(known.at)
        raise StaffRefused(
            f"这份回盘文件已由{known.by}于 {when:%Y-%m-%d %H:%M} 读入（{known.run}），不能再读一次。",
            field="file",
        )
    must_be(run, RunState.EXPORTED, act="读入回盘")
    export = run.exports.select_related("layout").order_by("-number").first()
    if not timezone.localdate(run.exports.order_by("number").first().at) <= paid_on <= timezone.localdate(at):
        raise StaffRefused("入账日期须在导出之日和今天之间。", field="paid_on")
    file.seek(0)
    answers = read_return(file, run, export.layout)
    _write(answers, paid_on)
    paid = [answer.line.amount for answer in answers if answer.is_paid]
    failed = [answer.line.amount for answer in answers if not answer.is_paid]
    taken = BankReturn.objects.create(
        run=run, file_name=file.name[-150:], sha256=sha256, content=base64.b64encode(content).decode(),
        paid=len(paid), failed=len(failed),
        paid_amount=sum(paid, NOTHING), failed_amount=sum(failed, NOTHING), by=by, at=at,
    )  # fmt: skip
    run.state, run.paid_on = RunState.RETURNED, paid_on
    run.save()
    note(run, RunAct.RETURN, by=by, at=at, text=taken.file_name, paid=taken.paid, failed=taken.failed)
    return taken


def _write(answers, paid_on):
    paid = [answer.line.pk for answer in answers if answer.is_paid]
    for start in range(0, len(paid), 500):
        some = StipendLine.objects.filter(pk__in=paid[start : start + 500])
        some.update(outcome=Outcome.PAID, paid_on=paid_on)
    for answer in answers:
        if not answer.is_paid:
            answer.line.outcome, answer.line.failure = Outcome.FAILED, answer.reason
            answer.line.save(update_fields=["outcome", "failure"])


@transaction.atomic
def make_follow_up(run, *, by, at):
    """Make the run that pays the failed lines of a run again, with the accounts as they are now; return it.

    It holds exactly those lines, for the same months and the same amounts.

    :raises StaffRefused: outside the actor's scope, no answer yet, nothing failed, or made already.
    """
    run = locked(run)
    may(by, Permission.STIPEND_EDIT, run.unit)
    must_be(run, RunState.RETURNED, act="退回重发")
    failed = list(run.lines.filter(outcome=Outcome.FAILED).select_related("member").in_roll_order())
    if not failed:
        raise StaffRefused("没有银行退回、还没有重发的款项。")
    again = StipendRun(
        unit=run.unit, kind=RunKind.FOLLOW_UP, follows=run, number=run.number + 1, made_by=by, made_at=at
    )
    again.set_period(run.first_month, run.last_month)
    lines = [_copy(line, again) for line in failed]
    write_sums(again, lines)
    again.save()
    for line in lines:
        line.run = again
    bulk.insert(lines, at=at)
    held = list(StipendMonth.objects.live().filter(line__in=[line.pk for line in failed]))
    StipendMonth.objects.filter(pk__in=[month.pk for month in held]).update(is_live=False)
    by_old = {line.replaces_id: line for line in lines}
    for month in held:
        month.pk, month.line, month.is_live = None, by_old[month.line_id], True
        month._state.adding = True
    insert_months(held, at=at)
    run.lines.filter(outcome=Outcome.FAILED).update(outcome=Outcome.REISSUED)
    note(again, RunAct.FOLLOW_UP, by=by, at=at, lines=len(lines), amount=str(again.amount))
    return again


@transaction.atomic
def refresh_follow_up(run, *, by, at):
    """Take the accounts as they are now into a follow-up that is still a draft, and return it.

    :raises StaffRefused: outside the actor's scope, or no such draft.
    """
    run = locked(run)
    may(by, Permission.STIPEND_EDIT, run.unit)
    must_be(run, RunState.DRAFT, act="重新造册")
    if not run.is_follow_up:
        raise StaffRefused("只有退回重发的名册可以这样更新账号。")
    for line in run.lines.select_related("member"):
        _take_account(line)
        line.save()
    run.made_by, run.made_at = by, at
    run.save()
    note(run, RunAct.MAKE, by=by, at=at, text="按现在的账号更新")
    return run


@transaction.atomic
def close_run(run, *, by, at):
    """Close a run of which every payment has arrived, by itself or by its follow-ups, and return it.

    :raises StaffRefused: outside the actor's scope, no answer yet, failures open, or a follow-up not closed.
    """
    run = locked(run)
    may(by, Permission.STIPEND_EDIT, run.unit)
    if run.state == RunState.READY and not run.lines.to_be_paid().exists():
        run.paid_on = timezone.localdate(at)
    else:
        must_be(run, RunState.RETURNED, act="办结")
    if failed := run.lines.filter(outcome=Outcome.FAILED).count():
        raise StaffRefused(f"还有 {failed} 笔被银行退回，没有重发，不能办结。")
    for follow_up in run.follow_ups.standing():
        if not follow_up.is_closed:
            raise StaffRefused(f"{follow_up.period}还没有办结，办结后再办结本名册。")
    run.state, run.closed_by, run.closed_at = RunState.CLOSED, by, at
    run.save()
    note(run, RunAct.CLOSE, by=by, at=at)
    return run


@transaction.atomic
def reopen_run(run, *, by, at, reason):
    """Open a closed run again, to look into it; no line changes. Return it.

    :raises StaffRefused: outside the actor's scope, not closed, or no reason.
    """
    run = locked(run)
    may(by, Permission.STIPEND_APPROVE, run.unit)
    must_be(run, RunState.CLOSED, act="重新打开")
    if not reason.strip():
        raise StaffRefused("请写明重新打开的原因。", field="reason")
    run.state, run.closed_by, run.closed_at = RunState.RETURNED, None, None
    run.save()
    note(run, RunAct.REOPEN, by=by, at=at, text=reason.strip())
    return run


def _copy(line, run):
    copy = StipendLine(run=run, replaces=line, **{name: getattr(line, name) for name in COPIED})
    copy.member = line.member
    return _take_account(copy)


def _take_account(line):
    member = line.member
    line.name, line.bank_name = member.name, member.bank_name
    line.bank_account, line.bank_digest = member.bank_account, member.bank_digest
    line.content_hash = line.reckoned_hash()
    return line


__all__ = [
    "ReturnRefused", "close_run", "make_follow_up", "refresh_follow_up", "reopen_run", "take_return",
]  # fmt: skip
