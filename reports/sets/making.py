"""Making a set of papers: each as if alone, then all of them with their tables and texts in one archive."""

import shutil
import zipfile
from dataclasses import dataclass

from django.core.files.base import File
from django.utils import timezone

from core.file_names import file_name
from core.scratch import scratch_folder
from orgs.models import Unit
from reports.doors import kinds_for
from reports.kinds import KINDS
from reports.models import Document
from reports.periods import NotPossible
from reports.services import draft_document, persons_in, print_and_store
from reports.word import word_of
from reports.workbooks import workbook_of

LEVELS = (Unit.Level.CITY, Unit.Level.COUNTY, Unit.Level.TOWNSHIP)
LIST_NAME = "目录.txt"
BYTE_ORDER_MARK = "\ufeff"  # without it the editors of old machines take UTF-8 for GBK


@dataclass(frozen=True)
class PaperSet:
    """What a set holds: kinds by their codes, for a unit and year; `quarter` is for those of a quarter."""

    unit: Unit
    year: int
    kinds: tuple[str, ...]
    quarter: int | None = None

    @property
    def title(self):
        return f"{self.unit.name}{self.year}年全套材料"


def offered(user, levels=LEVELS):
    """Return the kinds of which a city, county or township of these levels can hand in one for itself."""
    own = set(LEVELS) & set(levels)
    return [kind for kind in kinds_for(user) if own & set(kind.levels) and not kind.forms_at_once]


def make_set(wanted, *, by, job):
    """Make what the job has not made yet, pack all of it, and return (documents, what was not possible).

    :param wanted: a `PaperSet`.
    """
    own = Document.objects.filter(job=job)
    done = set(own.values_list("kind", flat=True))
    failures = []
    job.progress(done=len(done), total=len(wanted.kinds), message="正在逐种生成……")
    for number, code in enumerate(wanted.kinds, start=1):
        if code not in done:
            try:
                _make(code, wanted, by=by, job=job)
            except NotPossible as problem:
                failures.append((KINDS[code].name, str(problem)))
        job.progress(done=number, message=f"已做到“{KINDS[code].name}”")
    by_kind = {document.kind: document for document in own.select_related("unit", "snapshot", "proof")}
    documents = [by_kind[code] for code in wanted.kinds if code in by_kind]
    if documents:
        _pack(wanted, documents, failures, job=job)
    return documents, failures


def said_of_set(documents, failures):
    """Return what the requester of a set is told at its end."""
    pages = sum(document.pages for document in documents)
    told = f"已生成 {len(documents)} 种，共 {pages} 页，连同 Excel、Word 和目录打成一个压缩包。"
    if failures:
        told += "没有做成：" + "；".join(f"{name}（{why.rstrip('。')}）" for name, why in failures) + "。"
    return told


def _make(code, wanted, *, by, job):
    quarter = wanted.quarter if KINDS[code].is_quarterly else None
    draft = draft_document(
        code, wanted.unit, year=wanted.year, quarter=quarter, by=by, at=timezone.now(), job=job
    )
    print_and_store(draft)


def _pack(wanted, documents, failures, *, job):
    job.progress(message="正在打包……")
    job.result_persons = sum(persons_in(document) for document in documents)
    name = file_name(f"{wanted.title}.zip")
    with scratch_folder() as folder, (folder / "set").open("w+b") as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(LIST_NAME, _list(wanted, documents, failures))
            for number, document in enumerate(documents, start=1):
                _put(archive, f"{number:02d}-{document.title}", document)
        packed.seek(0)
        job.result.save(name, File(packed), save=False)
    job.result_name = name


def _put(archive, stem, document):
    """Add a paper, its tables as a workbook and its text for Word."""
    name = file_name(f"{stem}.pdf")
    with document.file.open("rb") as file, archive.open(name, "w") as entry:
        shutil.copyfileobj(file, entry)
    if document.has_tables:
        archive.writestr(file_name(f"{stem}.xlsx"), workbook_of(document))
    if KINDS[document.kind].is_prose:
        archive.writestr(file_name(f"{stem}.docx"), word_of(document))


def _list(wanted, documents, failures):
    """Return the list of the set: each paper with its pages and its code, and what could not be made."""
    lines = [f"{wanted.title}目录", ""]
    for number, document in enumerate(documents, start=1):
        lines.append(
            f"{number:02d}　{document.title}　{document.pages} 页　数据截至 {document.snapshot.as_of}"
            f"　验真码 {document.proof.shown_code}"
        )
    if failures:
        lines += ["", "没有做成的："]
        lines += [f"{name}：{why}" for name, why in failures]
    return BYTE_ORDER_MARK + "\r\n".join(lines) + "\r\n"
