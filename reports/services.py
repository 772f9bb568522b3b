"""Making a document: freeze the figures, print them, keep the file."""

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.db import transaction

from core.documents import paper_html, print_made, render_html
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


@dataclass(frozen=True)
class Head:
    """The head wanted over a document: its form (`core.letterheads.Form`), number and addressee."""

    form: str = ""
    number: str = ""
    addressee: str = ""


@dataclass
class Draft:
    """A document before it is printed: its row, its lists, and the HTML and pictures of its pages."""

    document: Document
    lists: list
    html: str
    media: dict


def make_document(code, unit, *, job=None, **wanted):
    """Make, store and return a document; the arguments are those of `draft_document`.

    :raises NotPossible: kind, unit, period or head do not fit, or the unit is outside the maker's scope.
    """
    report = _reporter(job)
    report(0, "正在汇总数据……")
    draft = draft_document(code, unit, job=job, **wanted)
    report(1, "正在排版……")
    printed = print_made(draft.html, draft.media)
    report(2, "正在保存……")
    return store(draft, printed)


def draft_document(code, unit, *, year, by, at, quarter=None, head=Head(), job=None):
    """Return the `Draft` of a document of kind `code` for a unit and year (and quarter); nothing is saved.

    `by` is None on the command line of the server; anybody else must hold the right to make reports there.

    :raises NotPossible: kind, unit, period or head do not fit, or the unit is outside the maker's scope.
    """
    kind = kind_for(code, unit)
    if by is not None and not by.scope_of(Permission.REPORT_MAKE).covers(unit):
        raise NotPossible(f"您不能为{unit.name}生成报表。")
    if head.form and not kind.is_prose:
        raise NotPossible(f"“{kind.name}”是表格，不加版头。")
    subject = subject_of(unit, year, quarter, is_quarterly=kind.is_quarterly)
    snapshot, lists = freeze(kind, subject, by=by, at=at)
    document = Document(
        kind=kind.code, unit=unit, year=subject.year, quarter=subject.quarter,
        title="".join(kind.title(subject)), snapshot=snapshot, job=job, made_by=by, made_at=at,
        masthead=head.form, number=head.number, addressee=head.addressee,
        proof=draft_code(
            kind.code, unit, snapshot.digest, as_of=snapshot.as_of, at=at, by=by, reference=subject.reference
        ),
    )  # fmt: skip
    mark, media = mark_on_paper(document.proof)
    context = print_context(snapshot, letterhead=document.letterhead, proof=mark)
    html = paper_html(kind.template, context, title=kind.title(subject), author=unit.federation_name)
    return Draft(document, lists, html, media)


def _reporter(job):
    def report(done, message):
        if job is not None:
            job.progress(done=done, total=STEPS, message=message)

    return report


@transaction.atomic
def store(draft, printed):
    """Keep a document with its snapshot, lists, code and file, and return it."""
    document = draft.document
    for part in (document.snapshot, document.proof):
        if part.pk is None:
            part.save()
    for frozen in draft.lists:
        frozen.snapshot = document.snapshot
        frozen.save()
    document.snapshot, document.proof = document.snapshot, document.proof  # now they have their keys
    record_file(document.proof, printed.content, pages=printed.pages)
    document.pages, document.sha256 = printed.pages, hashlib.sha256(printed.content).hexdigest()
    document.shapeless = printed.shapeless
    name = f"{document.kind}-{document.unit.code}-{document.year}-{document.sha256[:12]}.pdf"
    document.file.save(name, ContentFile(printed.content), save=False)
    document.save()
    return document


def said_of(document):
    """Return what its maker is told: how long it is, and which characters could only be spelled out."""
    told = f"已生成《{document.title}》，共 {document.pages} 页。"
    if signs := document.shapeless:
        told += (
            f"其中 {len(signs)} 个字（{'、'.join(signs)}）这台服务器的字体里没有，纸上印的是编号，"
            "请管理员安装生僻字字体后重新生成。"
        )
    return told


def print_context(snapshot, *, figures_at="", letterhead=None, proof=None):
    """Return what a print template gets: snapshot, code, and for the preview where its figures open."""
    return {
        "snapshot": snapshot, "content": snapshot.content, "figures_at": figures_at,
        "letterhead": letterhead, "proof": proof,
    }  # fmt: skip


def preview_of(document, *, figures_at):
    """Return the HTML of a document for the screen, its figures linked to `figures_at`."""
    proof = mark_on_screen(document.proof) if document.proof else None
    context = print_context(
        document.snapshot, figures_at=figures_at, letterhead=document.letterhead, proof=proof
    )
    return render_html(
        KINDS[document.kind].template,
        context,
        title=document.snapshot.content["title"],
        author=document.unit.federation_name,
    )
