"""The same report for every unit below a place: one job that goes on where it was stopped, on all cores."""

import shutil
import zipfile
from collections import deque
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.core.files.base import File
from django.utils import timezone

from core.file_names import file_name
from core.joining import Part, join
from core.presses import AHEAD, Presses
from core.scratch import scratch_folder
from orgs.models import Unit
from reports.kinds import KINDS
from reports.models import Document
from reports.periods import NotPossible
from reports.services import draft_document, kind_for, persons_in, store

TOWNSHIPS, GRASSROOTS = "township", "grassroots"
TIERS = {TOWNSHIPS: (Unit.Level.TOWNSHIP,), GRASSROOTS: Unit.GRASSROOTS}
TIER_NAMES = {TOWNSHIPS: "每个乡镇（街道）", GRASSROOTS: "每个村（社区）"}
PDF, ZIP = "pdf", "zip"
FEW = 4  # documents that are not worth starting other processes for
NAMED = 5  # units without a document that the message names


@dataclass(frozen=True)
class Batch:
    """What a batch is to make: the kind for each unit of a tier below a place, for a period, as one file."""

    report: str
    tier: str
    place: Unit
    year: int
    quarter: int | None = None
    form: str = PDF
    as_of: date | None = None  # another day than the last one of the period

    @property
    def units(self):
        """Return the units in tree order, as they exist today, or as of another day."""
        below = Unit.objects.below(self.place).current(self.as_of).in_tree_order()
        return list(below.filter(level__in=TIERS[self.tier]))

    @property
    def title(self):
        return f"{self.place.name}{TIER_NAMES[self.tier]}{KINDS[self.report].name}"


def offered(kinds):
    """Return those of the kinds that can be made for each unit of a tier, as (value, words) for a choice."""
    return [
        (f"{kind.code}:{tier}", f"{kind.name}（{TIER_NAMES[tier]}）")
        for kind in kinds
        for tier, levels in TIERS.items()
        if set(levels) <= set(kind.levels)
    ]


def check(batch):
    """Return the batch if there is something to make.

    :raises NotPossible: no such unit below the place, or the period has not begun.
    """
    units = batch.units
    if not units:
        raise NotPossible(
            f"{batch.place.name}下没有{TIER_NAMES[batch.tier].removeprefix('每个')}，不能成批生成。"
        )
    kind = kind_for(batch.report, units[0])
    kind.subject(units[0], batch.year, batch.quarter)
    return batch


def make_batch(batch, *, by, job):
    """Make what is still missing of a batch, then put all of it into one file; return (documents, failures).

    What the same job has made before it was stopped is not made again. A unit for which it cannot be made is
    named with its reason, and the others go on.
    """
    units, own = batch.units, Document.objects.filter(job=job, kind=batch.report)
    done = set(own.values_list("unit", flat=True))
    failures = []
    rest = [unit for unit in units if unit.pk not in done]
    job.progress(done=len(done), total=len(units), message="正在逐个生成……")
    for number, (unit, problem) in enumerate(_made(rest, batch, by=by, job=job), start=len(done) + 1):
        if problem is not None:
            failures.append((unit, problem))
        job.progress(done=number)
    # Read anew, without what they state: of thousands of pages only where they are is kept in memory.
    by_unit = {document.unit_id: document for document in own.select_related("unit__parent")}
    documents = [by_unit[unit.pk] for unit in units if unit.pk in by_unit]
    if documents:
        _join(documents, batch, job)
    return documents, failures


def said_of_batch(documents, failures):
    """Return what the requester of a batch is told at its end."""
    pages = sum(own.pages for own in documents)
    told = f"已生成 {len(documents)} 份，共 {pages} 页，每份也单独保存在“报表与总结”里。"
    if failures:
        named = "；".join(str(problem).rstrip("。") for _, problem in failures[:NAMED])
        told += f"{len(failures)} 个单位没有做成：{named}{'等' if len(failures) > NAMED else ''}。"
    return told


def _made(units, batch, *, by, job):
    """Yield (unit, None or why it was not made); if there are many, other processes lay out the pages."""
    processes = 0 if len(units) <= FEW and not KINDS[batch.report].forms_at_once else None
    with scratch_folder() as folder, Presses(folder, processes) as presses:
        waiting = deque()
        for unit in units:
            waiting.append((unit, *_ordered(unit, batch, presses, by=by, job=job)))
            if len(waiting) > presses.processes * AHEAD:
                yield _stored(*waiting.popleft())
        while waiting:
            yield _stored(*waiting.popleft())


def _ordered(unit, batch, presses, *, by, job):
    """Return (draft, order) of the document of a unit, or (why it cannot be made, None)."""
    try:
        draft = draft_document(
            batch.report,
            unit,
            year=batch.year,
            quarter=batch.quarter,
            as_of=batch.as_of,
            by=by,
            at=timezone.now(),
            job=job,
        )
    except NotPossible as problem:
        return problem, None
    return draft, presses.order(draft.sheaves(), draft.media, **draft.facts)


def _stored(unit, draft, order):
    if order is None:
        return unit, draft
    printed = order.finished()
    store(draft, printed)
    printed.path.unlink()
    return unit, None


def _join(documents, batch, job):
    """Put all documents into the result of the job, through a file: it may be a large one."""
    job.progress(message="正在合并……")
    job.result_persons = sum(persons_in(document) for document in documents)
    name = file_name(f"{batch.title}.{batch.form}")
    with scratch_folder() as folder, (folder / "joined").open("w+b") as joined:
        (_as_zip if batch.form == ZIP else _as_pdf)(documents, batch, joined)
        joined.seek(0)
        job.result.save(name, File(joined), save=False)
    job.result_name = name


def _as_pdf(documents, batch, target):
    """Write all documents as one PDF/UA-1, each under a bookmark of its unit, in a county of its township."""
    has_townships = batch.place.is_county and batch.tier == GRASSROOTS
    parts = (
        Part(
            partial(document.file.storage.open, document.file.name, "rb"),
            document.unit.name,
            above=(document.unit.parent.name,) if has_townships else (),
            shows_own=bool(KINDS[document.kind].forms_at_once),
        )
        for document in documents
    )
    join(parts, target, title=batch.title, author=batch.place.federation_name)


def _as_zip(documents, batch, target):
    """Write all documents as one archive."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number, document in enumerate(documents, start=1):
            name = file_name(f"{number:03d}-{document.file_name}")
            with document.file.open("rb") as file, archive.open(name, "w", force_zip64=True) as entry:
                shutil.copyfileobj(file, entry)
