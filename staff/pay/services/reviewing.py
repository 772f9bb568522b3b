"""A second person reviews, above a sum a third approves; then the run is locked. Or it is sent back."""

from django.db import transaction

from core.permissions import Permission
from staff.choices import RunAct, RunState
from staff.models import StipendMonth, StipendRun
from staff.pay.selectors.guards import findings_of
from staff.pay.selectors.settings import policy_on
from staff.pay.services.banking import install_layouts
from staff.pay.services.confirming import STALE
from staff.pay.services.making import is_stale, seal_of
from staff.pay.services.moving import locked, may, must_be, note
from staff.services.refusal import StaffRefused

STALE_AGAIN = "造册之后姓名或账号有变动，请先“按现在的账号更新”，再由另一人复核。"
NOT_SENT = (RunState.CONFIRMING, RunState.REVIEWED, RunState.LOCKED, RunState.NOTICE, RunState.READY)


@transaction.atomic
def review_run(run, *, by, at):
    """Take a run that all townships have confirmed over the review, and return it.

    It is locked at once unless the county's policy asks for a second approver above its sum.

    :raises StaffRefused: outside the actor's scope, made by the same person, townships or objections waiting,
        a guard that blocks, or no longer what a fresh computation gives.
    """
    run = locked(run)
    may(by, Permission.STIPEND_EDIT, run.unit)
    must_be(run, RunState.DRAFT if run.is_follow_up else RunState.CONFIRMING, act="复核")
    if run.made_by_id == by.pk:
        raise StaffRefused("造册人不能复核自己造的名册，请由另一人复核。")
    _must_be_ready(run)
    policy = policy_on(run.unit, run.first_month)
    run.reviewed_by, run.reviewed_at = by, at
    run.needs_second = policy.second_above is not None and run.amount > policy.second_above
    note(run, RunAct.REVIEW, by=by, at=at, amount=str(run.amount))
    if run.needs_second:
        run.state = RunState.REVIEWED
        run.save()
        return run
    return _lock(run, at=at)


@transaction.atomic
def approve_run(run, *, by, at):
    """Give a reviewed run the second approval and lock it; neither maker nor reviewer may.

    :raises StaffRefused: outside the actor's scope, one of the two before, not waiting, or overtaken.
    """
    run = locked(run)
    may(by, Permission.STIPEND_APPROVE, run.unit)
    must_be(run, RunState.REVIEWED, act="终审")
    if by.pk in (run.made_by_id, run.reviewed_by_id):
        raise StaffRefused("终审人须是造册人、复核人以外的第三人。")
    if is_stale(run):
        raise StaffRefused(f"{STALE}请先退回。")
    run.approved_by, run.approved_at = by, at
    note(run, RunAct.APPROVE, by=by, at=at, amount=str(run.amount))
    return _lock(run, at=at)


@transaction.atomic
def send_back(run, *, by, at, reason):
    """Make a run that has not gone to the bank a draft again, and return it; who confirmed must do it anew.

    :raises StaffRefused: outside the actor's scope, no reason, gone to the bank, or a later run builds on it.
    """
    run = locked(run)
    if not by.scope_of(Permission.STIPEND_APPROVE).covers(run.unit):
        may(by, Permission.STIPEND_EDIT, run.unit)
    must_be(run, *NOT_SENT, act="退回")
    if not reason.strip():
        raise StaffRefused("请写明退回的原因。", field="reason")
    later = StipendRun.objects.standing().filter(unit=run.unit, locked_at__gt=run.locked_at or at)
    if run.locked_at is not None and later.exists():
        raise StaffRefused("此后锁定的名册已按这份名册计算，不能退回；差错会在下一期补发或追回。")
    run.townships.all().delete()
    run.state, run.needs_second, run.seal = RunState.DRAFT, False, ""
    run.reviewed_by = run.reviewed_at = run.approved_by = run.approved_at = run.locked_at = None
    run.notice_from = run.notice_until = None
    run.save()
    note(run, RunAct.SEND_BACK, by=by, at=at, text=reason.strip())
    return run


@transaction.atomic
def cancel_run(run, *, by, at, reason):
    """Cancel a draft, so that its months are free again, and return it; its lines stay to be read.

    :raises StaffRefused: outside the actor's scope, no reason, or no draft.
    """
    run = locked(run)
    may(by, Permission.STIPEND_EDIT, run.unit)
    must_be(run, RunState.DRAFT, act="作废")
    if not reason.strip():
        raise StaffRefused("请写明作废的原因。", field="reason")
    StipendMonth.objects.filter(line__run=run).update(is_live=False)
    for line in run.lines.exclude(adjustments=None):
        line.adjustments.update(line=None)
    if run.is_follow_up:
        give_back(run)
    run.state, run.note = RunState.CANCELLED, reason.strip()[:200]
    run.save()
    note(run, RunAct.CANCEL, by=by, at=at, text=reason.strip())
    return run


def give_back(run):
    """Let the failed lines of the run before count again, as they did before this follow-up."""
    failed = run.follows.lines.filter(outcome="reissued")
    StipendMonth.objects.filter(line__in=failed.values("pk")).update(is_live=True)
    run.lines.update(replaces=None)
    failed.update(outcome="failed")


def _must_be_ready(run):
    if not run.people:
        raise StaffRefused("名册是空的，没有可复核的内容。")
    waiting = [part.township.name for part in run.townships.waiting().select_related("township")]
    if waiting:
        more = f"等 {len(waiting)} 个乡镇（街道）" if len(waiting) > 3 else ""
        raise StaffRefused(f"{'、'.join(waiting[:3])}{more}还没有确认，确认后再复核。")
    if run.objections.open().exists():
        raise StaffRefused("还有异议没有处理，处理后再复核。")
    if is_stale(run):
        raise StaffRefused(STALE_AGAIN if run.is_follow_up else STALE)
    blocking = [finding for finding in findings_of(run) if finding.blocks]
    if blocking:
        names = "；".join(f"{one.label}：{'、'.join(one.names[:5])}" for one in blocking)
        raise StaffRefused(f"有须先解决的问题——{names}。改正后重新造册。")


def _lock(run, *, at):
    run.state, run.locked_at = RunState.LOCKED, at
    run.save()
    run.seal = seal_of(run)
    run.save(update_fields=["seal"])
    if not run.unit.bank_layouts.exists():
        install_layouts(run.unit)
    return run
