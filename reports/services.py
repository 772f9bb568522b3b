"""Making a document: freeze the figures, print them, keep the file."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction

from core.documents import paper_html, print_made, render_html
from core.permissions import Permission
from core.presses import Presses
from core.scratch import scratch_folder
from orgs.proofs.services import draft_code, mark_on_paper, mark_on_screen, record_digest
from reports.indexes import with_index
from reports.kinds import KINDS
from reports.models import Document, SnapshotList
from reports.periods import NotPossible
from reports.snapshots import digest_of_text, freeze

STEPS = 3
# What a document keeps of its head beside form, number and addressee.
PARTS = ("is_upward", "signers", "copy_number", "urgency", "note", "copied_to", "printer")


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
    return "".join(kind.title(kind.subject(unit, year, quarter)))


@dataclass(frozen=True)
class Head:
    """What is wanted over a document (form of `core.letterheads.Form`, number, addressee) and at its end.

    The names of `signers` are joined by 、; only a document that goes upward has them.
    """

    form: str = ""
    number: str = ""
    addressee: str = ""
    is_upward: bool = False
    signers: str = ""
    copy_number: str = ""
    urgency: str = ""
    note: str = ""
    copied_to: str = ""
    printer: str = ""
    index: str = "no"  # an index of figures at the end: yes, no, or auto – where no head is over the document

    def wants_index(self):
        """True if the paper is to carry numbers at its figures, and the index."""
        return self.index == "yes" or (self.index == "auto" and not self.form)


@dataclass
class Draft:
    """A document before it is printed: its row, its lists, and the HTML and pictures of its pages.

    `sheaves()` gives the HTML in pieces, each made when it is wanted; only a book of forms has several.
    """

    document: Document
    lists: list
    sheaves: Callable
    media: dict
    is_book: bool = False

    @property
    def html(self):
        """Return the HTML of a document that is one piece."""
        return next(self.sheaves())

    @property
    def facts(self):
        """Return what the file says of itself."""
        return {"title": self.document.title, "author": self.document.unit.federation_name}


def persons_in(document):
    """Return how many persons a document names; those that only count people name nobody."""
    people = KINDS[document.kind].people
    # By its key: what the snapshot states may be a book of thousands of forms.
    lists = SnapshotList.objects.filter(snapshot=document.snapshot_id, key__in=people)
    return sum(lists.values_list("size", flat=True)) if people else 0


def make_document(code, unit, *, job=None, **wanted):
    """Make, store and return a document; the arguments are those of `draft_document`.

    :raises NotPossible: kind, unit, period or head do not fit, or the unit is outside the maker's scope.
    """
    report = _reporter(job)
    report(0, "正在汇总数据……")
    draft = draft_document(code, unit, job=job, **wanted)
    report(1, "正在排版……")
    return print_and_store(draft, before_it_is_kept=lambda: report(2, "正在保存……"))


def print_and_store(draft, *, before_it_is_kept=lambda: None):
    """Print a document, a book of forms piece by piece, store and return it."""
    if not draft.is_book:
        printed = print_made(draft.html, draft.media)
        before_it_is_kept()
        return store(draft, printed)
    with scratch_folder() as folder, Presses(folder) as presses:
        printed = presses.order(draft.sheaves(), draft.media, **draft.facts).finished()
        before_it_is_kept()
        return store(draft, printed)


def draft_document(code, unit, *, year, by, at, quarter=None, as_of=None, about="", head=Head(), job=None):
    """Return the `Draft` of a document of kind `code` for a unit and year (and quarter); nothing is saved.

    `by` is None on the command line of the server; anybody else must hold the right to make reports there,
    and what the kind needs besides. `about` names one row of the unit, if it is to be about that alone.

    :raises NotPossible: kind, unit, period or head do not fit, or the unit is outside the maker's scope.
    """
    kind = kind_for(code, unit)
    if by is not None and not by.scope_of(Permission.REPORT_MAKE).covers(unit):
        raise NotPossible(f"您不能为{unit.name}生成报表。")
    if by is not None and not kind.is_open_to(by, unit):
        raise NotPossible(f"“{kind.name}”列有个人信息，您没有查看{unit.name}这些信息的权限。")
    if head.form and not kind.is_prose:
        raise NotPossible(f"“{kind.name}”是表格，不加版头。")
    subject = kind.subject(unit, year, quarter, as_of=as_of, about=about)
    snapshot, lists = freeze(kind, subject, by=by, at=at)
    return _draft(snapshot, lists, Document(job=job, made_by=by, made_at=at), head)


def draft_of_text(snapshot, blocks, *, by, at, head=Head(), job=None):
    """Return the `Draft` of a document whose text was edited, from a snapshot that is kept already.

    :raises NotPossible: the unit is outside the maker's scope.
    """
    if not by.scope_of(Permission.REPORT_MAKE).covers(snapshot.unit):
        raise NotPossible(f"您不能为{snapshot.unit.name}生成报表。")
    edited = blocks if blocks != snapshot.content["blocks"] else None
    return _draft(snapshot, [], Document(job=job, made_by=by, made_at=at, blocks=edited), head)


def _draft(snapshot, lists, document, head):
    kind, unit = KINDS[snapshot.kind], snapshot.unit
    subject = kind.subject_again(snapshot)
    phrases = kind.title(subject)
    document.kind, document.unit, document.snapshot = kind.code, unit, snapshot
    document.year, document.quarter, document.about = snapshot.year, snapshot.quarter, snapshot.about
    document.title = "".join(phrases)
    document.masthead, document.number, document.addressee = head.form, head.number, head.addressee
    for name in PARTS:
        setattr(document, name, getattr(head, name))
    document.is_indexed = kind.is_prose and head.wants_index()
    digest = snapshot.digest if document.blocks is None else digest_of_text(snapshot, document.blocks)
    document.proof = draft_code(
        kind.code, unit, digest, as_of=snapshot.as_of, at=document.made_at, by=document.made_by,
        reference=subject.reference, about=snapshot.about,
    )  # fmt: skip
    mark, media = mark_on_paper(document.proof)

    def sheaves():
        stated = document.stated
        if document.is_indexed:
            stated = with_index(stated, snapshot, lists or _kept_lists(snapshot))
        for content in kind.sheaves(stated):
            context = print_context(document, proof=mark) | {"content": content}
            yield paper_html(kind.template, context, title=phrases, author=unit.federation_name)

    return Draft(document, lists, sheaves, media, is_book=kind.is_book(snapshot.content))


def _kept_lists(snapshot):
    return list(snapshot.lists.all()) if snapshot.pk else []


def _reporter(job):
    def report(done, message):
        if job is not None:
            job.progress(done=done, total=STEPS, message=message)

    return report


@transaction.atomic
def store(draft, printed):
    """Keep a document with its snapshot, lists, code and file, and return it."""
    document = draft.document
    keep_snapshot(document.snapshot, draft.lists)
    if document.proof.pk is None:
        document.proof.save()
    document.snapshot, document.proof = document.snapshot, document.proof  # now they have their keys
    document.pages, document.shapeless = printed.pages, printed.shapeless
    with printed.open() as file:
        document.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    record_digest(document.proof, document.sha256, pages=printed.pages)
    name = f"{document.kind}-{document.unit.code}-{document.year}-{document.sha256[:12]}.pdf"
    with printed.open() as file:
        document.file.save(name, File(file), save=False)
    document.save()
    return document


@transaction.atomic
def keep_snapshot(snapshot, lists):
    """Keep a snapshot with its lists, unless it is kept already."""
    if snapshot.pk is None:
        snapshot.save()
    for frozen in lists:
        frozen.snapshot = snapshot
        frozen.save()


def said_of(document):
    """Return what its maker is told: how long it is, and which characters could only be spelled out."""
    told = f"已生成《{document.title}》，共 {document.pages} 页。"
    if signs := document.shapeless:
        told += (
            f"其中 {len(signs)} 个字（{'、'.join(signs)}）这台服务器的字体里没有，纸上印的是编号，"
            "请管理员安装生僻字字体后重新生成。"
        )
    return told


def print_context(document, *, figures_at="", proof=None):
    """Return what a print template gets of a document: snapshot, content, head, code, where figures open."""
    return {
        "snapshot": document.snapshot, "content": document.stated, "made_at": document.made_at,
        "figures_at": figures_at, "letterhead": document.letterhead, "proof": proof,
    }  # fmt: skip


def preview_of(document, *, figures_at):
    """Return the HTML of a document for the screen, its figures linked to `figures_at`; of a book a piece."""
    kind, content = KINDS[document.kind], document.stated
    shown = next(kind.sheaves(content))
    hidden = len(content.get("forms", ())) - len(shown.get("forms", ()))
    mark = mark_on_screen(document.proof) if document.proof else None
    return render_html(
        kind.template,
        print_context(document, figures_at=figures_at, proof=mark) | {"content": shown, "hidden": hidden},
        title=document.snapshot.content["title"],
        author=document.unit.federation_name,
    )
