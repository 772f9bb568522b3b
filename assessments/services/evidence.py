"""Files that prove a check: the type is read from the content, and only safe types are kept."""

from django.db import transaction

from assessments.models import Evidence
from assessments.selectors.places import county_of
from assessments.services.checking import ensure_check, refuse_closed
from core.attachments import AttachmentRefused, read_attachment


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

    :raises EvidenceRefused: it is empty, too large, of a type that is not accepted, or already there.
    :raises QuarterClosed: the quarter of the check is closed.
    """
    refuse_closed(check.unit, check.period)
    try:
        read = read_attachment(upload)
    except AttachmentRefused as problem:
        raise EvidenceRefused(str(problem)) from problem
    if Evidence.objects.standing().filter(check_row=check, sha256=read.sha256).exists():
        raise EvidenceRefused(f"“{read.name}”已经上传过，不必重复上传。")
    return Evidence(check_row=check).keep(read, by=by, at=at)


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
