"""What is done about a finding: sent to the village, answered there, checked above, closed by the county."""

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core import bulk
from core.attachments import AttachmentRefused
from core.permissions import Permission
from registry.benefits.choices import CaseAct, CaseState
from registry.benefits.models import BenefitFinding, BenefitFindingEntry, BenefitFindingFile
from registry.benefits.services.refusal import NotGranted

OUTSIDE = "这条问题不在您的管辖范围内，或者您没有办理的权限。"
STATES = {
    CaseAct.SEND: (CaseState.OPEN,),
    CaseAct.ANSWER: (CaseState.OPEN, CaseState.SENT),
    CaseAct.CHECK: (CaseState.EXPLAINED,),
    CaseAct.RETURN: (CaseState.EXPLAINED, CaseState.CHECKED),
    CaseAct.SETTLE: (CaseState.OPEN, CaseState.SENT, CaseState.EXPLAINED, CaseState.CHECKED),
    CaseAct.CLOSE: (CaseState.OPEN, CaseState.SENT, CaseState.EXPLAINED, CaseState.CHECKED),
}
RIGHTS = {
    CaseAct.SEND: Permission.BENEFIT_CHECK,
    CaseAct.ANSWER: Permission.BENEFIT_EDIT,
    CaseAct.CHECK: Permission.BENEFIT_CHECK,
    CaseAct.RETURN: Permission.BENEFIT_CHECK,
    CaseAct.SETTLE: Permission.BENEFIT_APPROVE,
    CaseAct.CLOSE: Permission.BENEFIT_APPROVE,
}
BECOMES = {
    CaseAct.SEND: CaseState.SENT,
    CaseAct.ANSWER: CaseState.EXPLAINED,
    CaseAct.CHECK: CaseState.CHECKED,
    CaseAct.RETURN: CaseState.SENT,
    CaseAct.SETTLE: CaseState.SETTLED,
    CaseAct.CLOSE: CaseState.CLOSED,
}


def acts_for(finding, user):
    """Return the acts that `user` may do about the finding now."""
    return [
        act
        for act in CaseAct
        if finding.state in STATES[act] and user.scope_of(RIGHTS[act]).covers_path(finding.unit_path)
    ]


def may_attach(finding, user):
    """True while the finding is not finished, for who may answer it."""
    return finding.is_unfinished and user.scope_of(Permission.BENEFIT_EDIT).covers_path(finding.unit_path)


@transaction.atomic
def add_file(finding, upload, *, by, at):
    """Keep an uploaded scan or picture with a finding and return the `BenefitFindingFile`.

    :raises NotGranted: finished or outside the scope; empty, too large, of a type not accepted, or there.
    """
    row = BenefitFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if not may_attach(row, by):
        raise NotGranted("这条问题已办结，或者不在您的管辖范围内，不能增减材料。")
    try:
        return BenefitFindingFile(finding=row).keep_upload(upload, among=row.files, by=by, at=at)
    except AttachmentRefused as problem:
        raise NotGranted(str(problem), field="file") from problem


@transaction.atomic
def withdraw_file(kept, *, by, at):
    """Take a file down; it stays in store with who took it down and when.

    :raises NotGranted: finished, or outside the scope.
    """
    if not may_attach(BenefitFinding.objects.get(pk=kept.finding_id), by):
        raise NotGranted("这条问题已办结，或者不在您的管辖范围内，不能增减材料。")
    return kept.withdraw(by=by, at=at)


@transaction.atomic
def act_on_finding(finding, act, *, by, at, text="", amount=None, file=None):
    """Do one act about a finding and return it.

    :param text: the reason or evidence; needed for all but sending.
    :param amount: yuan recovered or paid up, needed for settling.
    :param file: an uploaded scan or picture that bears out the words.
    :raises NotGranted: outside the scope, in the wrong state, without words or with more than was wrong, or
        the file cannot be kept; then nothing is done.
    """
    row = BenefitFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if not by.scope_of(RIGHTS[act]).covers_path(row.unit_path):
        raise NotGranted(OUTSIDE)
    if row.state not in STATES[act]:
        raise NotGranted(f"这条问题现在是“{row.get_state_display()}”，不能再{act.label}。")
    text = text.strip()
    if not text and act != CaseAct.SEND:
        raise NotGranted("请写明情况和依据。", field="text")
    if act == CaseAct.SETTLE:
        _settle(row, amount, timezone.localdate(at))
    elif act == CaseAct.CLOSE:
        row.settled_on = timezone.localdate(at)
    row.state = BECOMES[act]
    row.save()
    BenefitFindingEntry.objects.create(finding=row, act=act, text=text, amount=amount, at=at, by=by)
    if file is not None:
        add_file(row, file, by=by, at=at)
    return row


def _settle(row, amount, today):
    if amount is None or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise NotGranted("请填写追回或补发的金额，最多两位小数。", field="amount")
    if amount > row.left:
        raise NotGranted(f"金额不能多于尚未追补的 {row.left:,.2f} 元。", field="amount")
    row.settled, row.settled_on = row.settled + amount, today


@transaction.atomic
def send_findings(findings, *, by, at):
    """Send those findings of a queryset that still wait to their villages; return how many."""
    scope = by.scope_of(Permission.BENEFIT_CHECK)
    rows = list(
        findings.filter(scope.as_q("unit_path"), state=CaseState.OPEN).select_for_update(of=("self",))
    )
    for row in rows:
        row.state = CaseState.SENT
    bulk.update(rows, ["state"], at=at)
    entries = [BenefitFindingEntry(finding=row, act=CaseAct.SEND, at=at, by=by) for row in rows]
    bulk.insert(entries, at=at)
    return len(rows)
