"""The public notice of a locked run: it hangs for the days that the county has set, and never less."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from staff.choices import RunAct, RunState
from staff.pay.selectors.settings import policy_on
from staff.pay.services.moving import locked, may, must_be, note
from staff.services.refusal import StaffRefused


@transaction.atomic
def start_notice(run, *, by, at):
    """Hang out the masked roll from today on, and return the run.

    :raises StaffRefused: outside the actor's scope, not locked, or a follow-up, which needs none.
    """
    run = locked(run)
    may(by, Permission.STIPEND_EDIT, run.unit)
    must_be(run, RunState.LOCKED, act="开始公示")
    if run.is_follow_up:
        raise StaffRefused("退回重发的款项已经公示过，请直接导出银行文件。")
    days = policy_on(run.unit, run.first_month).notice_days
    run.notice_from = timezone.localdate(at)
    run.notice_until = run.notice_from + timedelta(days=days - 1)
    run.state = RunState.NOTICE
    run.save()
    note(run, RunAct.NOTICE, by=by, at=at, text=f"{run.notice_from:%Y-%m-%d} 至 {run.notice_until:%Y-%m-%d}")
    return run


@transaction.atomic
def end_notice(run, *, by, at):
    """Write down that the notice is over without open objections, and return the run.

    :raises StaffRefused: outside the actor's scope, the days are not over, or an objection is not settled.
    """
    run = locked(run)
    may(by, Permission.STIPEND_EDIT, run.unit)
    must_be(run, RunState.NOTICE, act="结束公示")
    if timezone.localdate(at) <= run.notice_until:
        raise StaffRefused(f"公示到 {run.notice_until:%Y-%m-%d} 为止，期满后才能进行下一步。")
    if run.objections.open().exists():
        raise StaffRefused("公示期间的异议还没有处理完。属实的请退回重造，不属实的写明处理结果。")
    run.state = RunState.READY
    run.save()
    note(run, RunAct.NOTICE_OVER, by=by, at=at)
    return run
