"""The same report for every unit below a place: one job that goes on where it was stopped, on all cores."""

import io
import multiprocessing
import os
import zipfile
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.text import get_valid_filename
from pypdf import PdfWriter

from core.documents import print_made
from core.worker import set_up
from orgs.models import Unit
from reports.kinds import KINDS
from reports.models import Document
from reports.periods import NotPossible, subject_of
from reports.services import draft_document, kind_for, store

TOWNSHIPS, GRASSROOTS = "township", "grassroots"
TIERS = {TOWNSHIPS: (Unit.Level.TOWNSHIP,), GRASSROOTS: Unit.GRASSROOTS}
TIER_NAMES = {TOWNSHIPS: "每个乡镇（街道）", GRASSROOTS: "每个村（社区）"}
PDF, ZIP = "pdf", "zip"
FEW = 4  # documents that are not worth starting other processes for
AHEAD = 3  # documents for each process that are laid out before their turn to be stored
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
    subject_of(units[0], batch.year, batch.quarter, is_quarterly=kind.is_quarterly)
    return batch


def make_batch(batch, *, by, job):
    """Make what is still missing of a batch, then put all of it into one file; return (documents, failures).

    What the same job has made before it was stopped is not made again. A unit for which it cannot be made is
    named with its reason, and the others go on.
    """
    units = batch.units
    done = {own.unit_id: own for own in Document.objects.filter(job=job, kind=batch.report)}
    failures = {}
    rest = [unit for unit in units if unit.pk not in done]
    job.progress(done=len(done), total=len(units), message="正在逐个生成……")
    for number, (unit, outcome) in enumerate(_made(rest, batch, by=by, job=job), start=len(done) + 1):
        (failures if isinstance(outcome, NotPossible) else done)[unit.pk] = outcome
        job.progress(done=number)
    documents = [done[unit.pk] for unit in units if unit.pk in done]
    if documents:
        job.progress(message="正在合并……")
        _join(documents, batch, job)
    return documents, [(unit, failures[unit.pk]) for unit in units if unit.pk in failures]


def said_of_batch(documents, failures):
    """Return what the requester of a batch is told at its end."""
    pages = sum(own.pages for own in documents)
    told = f"已生成 {len(documents)} 份，共 {pages} 页，每份也单独保存在“报表与总结”里。"
    if failures:
        named = "；".join(str(problem).rstrip("。") for _, problem in failures[:NAMED])
        told += f"{len(failures)} 个单位没有做成：{named}{'等' if len(failures) > NAMED else ''}。"
    return told


def _made(units, batch, *, by, job):
    """Yield (unit, document or why not); if there are many, other processes lay out the pages."""
    if len(units) <= FEW:
        for unit in units:
            draft = _drafted(unit, batch, by=by, job=job)
            yield (
                unit,
                draft
                if isinstance(draft, NotPossible)
                else store(draft, print_made(draft.html, draft.media)),
            )
        return
    processes = os.cpu_count() or 1
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=set_up) as pool:
        waiting = deque()
        try:
            for unit in units:
                draft = _drafted(unit, batch, by=by, job=job)
                failed = isinstance(draft, NotPossible)
                waiting.append(
                    (unit, draft, None if failed else pool.submit(print_made, draft.html, draft.media))
                )
                if len(waiting) > processes * AHEAD:
                    yield _stored(*waiting.popleft())
            while waiting:
                yield _stored(*waiting.popleft())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _stored(unit, draft, printing):
    return unit, draft if printing is None else store(draft, printing.result())


def _drafted(unit, batch, *, by, job):
    try:
        return draft_document(
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
        return problem


def _join(documents, batch, job):
    joined = _as_zip(documents) if batch.form == ZIP else _as_pdf(documents, batch.title)
    name = get_valid_filename(f"{batch.title}.{batch.form}")
    job.result.save(name, ContentFile(joined), save=False)
    job.result_name = name


def _as_pdf(documents, title):
    """Return all documents in one PDF, each under a bookmark of its unit."""
    writer = PdfWriter()
    for document in documents:
        with document.file.open("rb") as file:
            writer.append(file, outline_item=document.unit.name, import_outline=False)
    writer.add_metadata({"/Title": title})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _as_zip(documents):
    """Return all documents in one archive, in a folder for each township where there are several."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for number, document in enumerate(documents, start=1):
            name = get_valid_filename(f"{number:03d}-{document.file_name}")
            with document.file.open("rb") as file:
                archive.writestr(name, file.read())
    return stream.getvalue()
