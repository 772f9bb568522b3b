"""Bonuses and deductions: one proposes with reason and evidence, another decides."""

from django.db import transaction

from core.attachments import AttachmentRefused, read_attachment
from core.permissions import Permission
from staff.choices import AdjustmentState
from staff.models import AdjustmentFile, StipendAdjustment
from staff.pay.services.moving import may
from staff.services.refusal import StaffRefused


@transaction.atomic
def propose(member, *, by, at, kind, month, amount, reason, upload):
    """Propose a bonus or a deduction for a member, with its evidence, and return it.

    :raises StaffRefused: outside the actor's scope, no amount or reason, or a file that cannot be kept.
    """
    may(by, Permission.STIPEND_EDIT, member.unit)
    if amount <= 0:
        raise StaffRefused("金额须大于 0。", field="amount")
    if not reason.strip():
        raise StaffRefused("请写明事由。", field="reason")
    if upload is None:
        raise StaffRefused("请上传依据材料，如考核表、处理决定。", field="upload")
    try:
        attachment = read_attachment(upload, nameless="依据材料")
    except AttachmentRefused as problem:
        raise StaffRefused(str(problem), field="upload") from problem
    adjustment = StipendAdjustment.objects.create(
        member=member,
        unit=member.unit,
        kind=kind,
        month=month.replace(day=1),
        amount=amount,
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=at,
    )
    AdjustmentFile(adjustment=adjustment).keep(attachment, by=by, at=at)
    return adjustment


@transaction.atomic
def decide(adjustment, *, by, at, approved):
    """Approve or refuse a proposal, and return it; an approved one is in the next roll that is computed.

    :raises StaffRefused: outside the actor's scope, the proposer themselves, or decided already.
    """
    rows = StipendAdjustment.objects.select_for_update(of=("self",)).select_related("unit", "member")
    adjustment = rows.get(pk=adjustment.pk)
    may(by, Permission.STIPEND_EDIT, adjustment.unit)
    if adjustment.state != AdjustmentState.PROPOSED:
        raise StaffRefused(f"这一笔{adjustment.get_state_display()}，不能再审批。")
    if adjustment.proposed_by_id == by.pk:
        raise StaffRefused("提出人不能审批自己提出的奖励或扣款，请由另一人审批。")
    adjustment.state = AdjustmentState.APPROVED if approved else AdjustmentState.REFUSED
    adjustment.decided_by, adjustment.decided_at = by, at
    adjustment.save()
    return adjustment
