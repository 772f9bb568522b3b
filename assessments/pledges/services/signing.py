"""The signed paper comes back: when it was signed, by whom, with its scan; from then on its targets count."""

from django.db import transaction
from django.utils import timezone

from assessments.pledges import rights
from assessments.pledges.models import Pledge, PledgeScan
from assessments.pledges.services.refusal import PledgeRefused
from assessments.rounds.models import Target
from core.attachments import AttachmentRefused

OFFICE = b"PK\x03\x04"  # how workbooks and texts of Office begin
NOT_YOURS = "只能登记本单位和下级单位的责任书。"


@transaction.atomic
def record_signing(pledge, upload, *, by, at, **facts):
    """Write down that both parties have signed, keep the scan, and let the targets of the pledge count.

    :param facts: signed_on, first_signatory, second_signatory.
    :raises PledgeRefused: not the actor's, recalled, signed already, a day out of order, or no fit file.
    """
    pledge = Pledge.objects.select_for_update().get(pk=pledge.pk)
    _must_be_open(pledge, by=by)
    day = facts["signed_on"]
    if day > timezone.localdate(at):
        raise PledgeRefused("签订日期不能晚于今天。", field="signed_on")
    if day.year < pledge.sheet.round.year - 1:
        raise PledgeRefused("签订日期早于本年度太多，请核对。", field="signed_on")
    for name in ("first_signatory", "second_signatory"):
        if not facts[name].strip():
            raise PledgeRefused("请填写签字人。", field=name)
    for name, value in facts.items():
        setattr(pledge, name, value)
    pledge.signed_by, pledge.signed_at = by, at
    pledge.save()
    add_scan(pledge, upload, by=by, at=at)
    _let_count(pledge)
    return pledge


@transaction.atomic
def add_scan(pledge, upload, *, by, at):
    """Keep another page of the signed paper and return the `PledgeScan`.

    :raises PledgeRefused: not the actor's, not signed, or no file that may be kept.
    """
    if not rights.may_sign(by, pledge.sheet):
        raise PledgeRefused(NOT_YOURS)
    if not pledge.is_signed:
        raise PledgeRefused("请先登记签订。")
    _must_be_a_scan(upload)
    try:
        made = PledgeScan(pledge=pledge)
        return made.keep_upload(upload, among=pledge.scans, by=by, at=at, nameless="责任书扫描件")
    except AttachmentRefused as problem:
        raise PledgeRefused(str(problem), field="file") from problem


@transaction.atomic
def withdraw_scan(scan, *, by, at):
    """Take a scan down; it stays in store. The last one stays up until another is there.

    :raises PledgeRefused: not the actor's, or the only one.
    """
    if not rights.may_sign(by, scan.pledge.sheet):
        raise PledgeRefused(NOT_YOURS)
    if not scan.pledge.scans.standing().exclude(pk=scan.pk).exists():
        raise PledgeRefused("这是唯一的扫描件，请先上传正确的，再撤下这一份。")
    return scan.withdraw(by=by, at=at)


def _must_be_a_scan(upload):
    """:raises PledgeRefused: the file is a workbook or a text, on which nobody has signed."""
    upload.seek(0)
    is_office = upload.read(len(OFFICE)) == OFFICE
    upload.seek(0)
    if is_office:
        raise PledgeRefused("扫描件须是照片（jpg、png、webp）或 pdf，不能是表格和文档。", field="file")


def _must_be_open(pledge, *, by):
    if not rights.may_sign(by, pledge.sheet):
        raise PledgeRefused(NOT_YOURS)
    if pledge.is_recalled:
        raise PledgeRefused("这份责任书已被撤回，请以新下达的为准。")
    if pledge.is_signed:
        when = timezone.localtime(pledge.signed_at)
        raise PledgeRefused(f"这份责任书已由{pledge.signed_by}于 {when:%m-%d %H:%M} 登记签订。")
    if pledge.scheme_id != pledge.sheet.round.scheme_id:
        raise PledgeRefused("考核方案已修订，这份责任书作废，请等甲方重新下达。")


def _let_count(pledge):
    """Let the targets of the sheet be those of the pledge."""
    lines = {line.lineage: line.target for line in pledge.lines.all() if line.target is not None}
    known = {row.lineage: row for row in Target.objects.filter(sheet=pledge.sheet_id)}
    changed = [row for key, row in known.items() if key in lines and row.value != lines[key]]
    for row in changed:
        row.value, row.how = lines[row.lineage], f"变更：{pledge.reason}"[:60]
    Target.objects.bulk_update(changed, ["value", "how"])
    Target.objects.bulk_create(
        Target(sheet_id=pledge.sheet_id, lineage=key, value=value, how="责任书")
        for key, value in lines.items()
        if key not in known
    )
