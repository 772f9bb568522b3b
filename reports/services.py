"""Making a document: freeze the figures, print them, keep the file."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from core.documents import print_document, render_html
from core.permissions import Permission
from orgs.proofs.services import draft_code, mark_on_paper, mark_on_screen, record_file
from reports.kinds import KINDS
from reports.models import Document
from reports.periods import NotPossible, subject_of
from reports.snapshots import freeze

STEPS = 3


def kind_for(code, unit):
    """Return the kind of report, if there is one of that code for units of this level.

    :raises NotPossible: no such kind, or not for this unit.
    """
    kind = KINDS.get(code)
    if kind is None:
        raise NotPossible(f"没有“{code}”这种报表，可选：{'、'.join(KINDS)}。")
    if not kind.suits(unit):
        raise NotPossible(
            f"“{kind.name}”适用于{kind.level_names}，{unit.name}是{unit.get_level_display()}，不能生成。"
        )
    return kind


def title_of(code, unit, year, quarter=None):
    """Return the title that such a document would have.

    :raises NotPossible: no such kind, unit or period.
    """
    kind = kind_for(code, unit)
    return "".join(kind.title(subject_of(unit, year, quarter, is_quarterly=kind.is_quarterly)))


def make_document(code, unit, *, year, by, at, quarter=None, job=None):
    """Make, store and return the document of kind `code` for a unit and year (and quarter).

    `by` is None on the command line of the server; anybody else must hold the right to make reports there.

    :raises NotPossible: kind, unit or period do not fit, or the unit is outside the maker's scope.
    """
    kind = kind_for(code, unit)
    if by is not None and not by.scope_of(Permission.REPORT_MAKE).covers(unit):
        raise NotPossible(f"您不能为{unit.name}生成报表。")
    subject = subject_of(unit, year, quarter, is_quarterly=kind.is_quarterly)
    report = _reporter(job)
    report(0, "正在汇总数据……")
    snapshot, lists = freeze(kind, subject, by=by, at=at)
    proof = draft_code(
        kind.code, unit, snapshot.digest, as_of=snapshot.as_of, at=at, by=by, reference=subject.reference
    )
    report(1, "正在排版……")
    mark, media = mark_on_paper(proof)
    printed = print_document(
        kind.template, print_context(snapshot, proof=mark), title=kind.title(subject),
        author=unit.federation_name, media=media,
    )  # fmt: skip
    report(2, "正在保存……")
    return _store(kind, subject, snapshot, lists, proof=proof, printed=printed, by=by, at=at, job=job)


def _reporter(job):
    def report(done, message):
        if job is not None:
            job.progress(done=done, total=STEPS, message=message)

    return report


@transaction.atomic
def _store(kind, subject, snapshot, lists, *, proof, printed, by, at, job):
    if snapshot.pk is None:
        snapshot.save()
        for frozen in lists:
            frozen.snapshot = snapshot
            frozen.save()
    if proof.pk is None:
        proof.save()
    record_file(proof, printed.content, pages=printed.pages)
    document = Document(
        kind=kind.code, unit=subject.unit, year=subject.year, quarter=subject.quarter,
        title="".join(kind.title(subject)), snapshot=snapshot, proof=proof, pages=printed.pages,
        sha256=hashlib.sha256(printed.content).hexdigest(), job=job, made_by=by, made_at=at,
    )  # fmt: skip
    name = f"{kind.code}-{subject.unit.code}-{subject.year}-{document.sha256[:12]}.pdf"
    document.file.save(name, ContentFile(printed.content), save=False)
    document.save()
    return document


def print_context(snapshot, *, figures_at="", proof=None):
    """Return what a print template gets: snapshot, code, and for the preview where its figures open."""
    return {
        "snapshot": snapshot, "content": snapshot.content, "figures_at": figures_at, "letterhead": None,
        "proof": proof,
    }  # fmt: skip


def preview_of(document, *, figures_at):
    """Return the HTML of a document for the screen, its figures linked to `figures_at`."""
    proof = mark_on_screen(document.proof) if document.proof else None
    return render_html(
        KINDS[document.kind].template,
        print_context(document.snapshot, figures_at=figures_at, proof=proof),
        title=document.snapshot.content["title"],
        author=document.unit.federation_name,
    )
