"""Files that prove a check: the type is read from the content, and only safe types are kept."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from assessments.models import Evidence
from assessments.selectors.places import county_of
from assessments.services.checking import ensure_check, refuse_closed
from core.uploads import ACCEPTED, DOCX, MAX_MB, MB, XLSX, clean_name, content_type_of, with_extension

__all__ = [
    "ACCEPTED", "DOCX", "MAX_MB", "XLSX", "EvidenceRefused", "add_evidence", "clean_name", "content_type_of",
    "prove_cell", "used_before", "withdraw_evidence",
]  # fmt: skip


class EvidenceRefused(Exception):
    """The file cannot be kept, for a reason its uploader should read."""


@transaction.atomic
def prove_cell(unit, item, period, upload, *, by, at, today):
    """Keep a file with the check of a cell and return the `Evidence`.

    :raises EvidenceRefused: as for `add_evidence`.
    :raises CheckRefused: the quarter is closed, or the item was not inspected yet.
    """
    check = ensure_check(unit, item, period, today=today)
    return add_evidence(check, upload, by=by, at=at)


@transaction.atomic
def add_evidence(check, upload, *, by, at):
    """Keep an uploaded file with the check and return the `Evidence`.

    :raises EvidenceRefused: it is empty, over `MAX_MB`, of another type than `ACCEPTED`, or already there.
    :raises QuarterClosed: the quarter of the check is closed.
    """
    refuse_closed(check.unit, check.period)
    name = clean_name(upload.name)
    if upload.size > MAX_MB * MB:
        raise EvidenceRefused(f"“{name}”超过 {MAX_MB} MB，请压缩或拆分后再上传。")
    content = upload.read()
    if not content:
        raise EvidenceRefused(f"“{name}”是空文件，请重新选择。")
    kind = content_type_of(content)
    if kind is None:
        raise EvidenceRefused(f"“{name}”的内容不是可接受的类型，请上传 {ACCEPTED} 文件。")
    digest = hashlib.sha256(content).hexdigest()
    if Evidence.objects.standing().filter(check_row=check, sha256=digest).exists():
        raise EvidenceRefused(f"“{name}”已经上传过，不必重复上传。")
    evidence = Evidence(
        check_row=check,
        name=with_extension(name, kind),
        sha256=digest,
        content_type=kind,
        size=len(content),
        uploaded_by=by,
        uploaded_at=at,
    )
    evidence.file.save("evidence", ContentFile(content), save=False)
    evidence.save()
    return evidence


@transaction.atomic
def withdraw_evidence(evidence, *, by, at):
    """Take a file down; it stays in store with who took it down and when.

    :raises QuarterClosed: the quarter of its check is closed.
    """
    refuse_closed(evidence.check_row.unit, evidence.check_row.period)
    evidence.withdrawn_by, evidence.withdrawn_at = by, at
    evidence.save(update_fields=["withdrawn_by", "withdrawn_at"])


def used_before(evidence):
    """Return the other standing pieces of evidence with the same content in the same county, oldest first."""
    county = county_of(evidence.check_row.unit)
    same = Evidence.objects.standing().filter(sha256=evidence.sha256).exclude(pk=evidence.pk)
    if county is not None:
        same = same.filter(check_row__unit__path__startswith=county.path)
    return list(same.select_related("check_row__unit", "check_row__item").order_by("pk")[:5])
