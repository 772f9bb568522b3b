"""Files that prove a check: they go into the library of the unit and hang on the cell."""

from dataclasses import replace

from django.db import transaction

from assessments.library.models import EvidenceUse
from assessments.library.services import Upload, attach_to_check, keep_all
from assessments.library.targets import CheckTarget, EvidenceRefused
from assessments.services.checking import ensure_check

__all__ = ["EvidenceRefused", "add_evidence", "prove_cell"]


@transaction.atomic
def prove_cell(unit, item, period, uploads, *, by, at, today):
    """Keep files with the check of a cell and return the `Upload`; a cell without any gets no row.

    :raises CheckRefused: the quarter is closed, or the item was not inspected yet.
    """
    with transaction.atomic():
        check = ensure_check(unit, item, period, today=today)
        done = add_evidence(check, uploads, by=by, at=at)
        if not done.kept:
            transaction.set_rollback(True)
    return done


@transaction.atomic
def add_evidence(check, uploads, *, by, at):
    """Keep uploaded files with the check and return the `Upload`.

    What stands in the library of the unit already is not kept twice, and what hangs on this check already is
    among the refused.

    :raises EvidenceRefused: the quarter of the check is closed.
    """
    CheckTarget(check).refuse_closed()
    done = keep_all(check.unit, uploads, by=by, at=at)
    kept, refused = [], list(done.refused)
    there = set(EvidenceUse.objects.standing().filter(check_row=check).values_list("evidence", flat=True))
    for one in done.kept:
        if one.evidence.pk in there:
            refused.append(f"“{one.evidence.name}”已经上传过，不必重复上传。")
            continue
        use = attach_to_check(one.evidence, check, by=by, at=at)
        there.add(one.evidence.pk)
        kept.append(replace(one, use=use))
    return Upload(kept, refused)
