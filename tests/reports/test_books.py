"""Batches that are killed, run out of disk, or are whole books of forms."""

import errno
import io
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from core import jobs, presses
from core.models import Job
from orgs.models import Proof
from reports import batches
from reports.kinds import KINDS
from reports.models import Document, Snapshot
from reports.services import persons_in
from reports.tasks import MAKE_BATCH
from tests.factories import VillageFactory
from tests.killing import kill_at, work
from tests.tagged import untagged

pytestmark = pytest.mark.django_db(transaction=True)


def ask(world, report="liuyou_sheet", **other):
    wanted = {
        "report": report, "tier": batches.GRASSROOTS, "place": world.county.pk, "year": 2026, "quarter": None,
        "form": "pdf", "keeps_done": True,
    }  # fmt: skip
    return jobs.enqueue(MAKE_BATCH, by=world.clerk, **wanted | other)


def book_of(job):
    job.refresh_from_db()
    with job.result.open("rb") as file:
        return PdfReader(io.BytesIO(file.read()), strict=True)


def titles(outline):
    """Return bookmarks as nested lists of their titles."""
    return [titles(own) if isinstance(own, list) else own.title for own in outline]


def scratch_is_empty(settings):
    return not list(Path(settings.SCRATCH_DIR).iterdir())


class TestKilled:
    @pytest.mark.parametrize(
        ("place", "after", "kept"),
        [("reports.services.File", 1, 1), ("reports.batches._join", 0, 3)],
        ids=["while it keeps the second", "before it joins them"],
    )
    def test_goes_on_without_making_anything_twice(self, world, settings, place, after, kept):
        job = ask(world)
        kill_at(place, after=after)
        assert Document.objects.count() == Snapshot.objects.count() == Proof.objects.count() == kept
        first = set(Document.objects.values_list("pk", "sha256"))
        assert Job.objects.get().is_stalled

        jobs.restart(job, by=job.requested_by)
        work()

        units = list(Document.objects.order_by("unit__path").values_list("unit__name", flat=True))
        assert units == ["南什村", "西关社区", "红堡子村"]
        assert first <= set(Document.objects.values_list("pk", "sha256"))
        assert Snapshot.objects.count() == Proof.objects.count() == 3
        book = book_of(job)
        assert titles(book.outline) == ["会师镇", ["南什村", "西关社区"], "郭城驿镇", ["红堡子村"]]
        assert len(book.pages) == sum(Document.objects.values_list("pages", flat=True))
        assert untagged(book) == []
        assert scratch_is_empty(settings)


class TestBook:
    def test_of_forms_is_laid_out_piece_by_piece_and_finds_each_person(self, world, settings, monkeypatch):
        monkeypatch.setitem(KINDS, "person_form", replace(KINDS["person_form"], forms_at_once=1))
        VillageFactory(name="空村", parent=world.guocheng)
        job = ask(world, "person_form")

        work()

        book = book_of(job)
        assert job.state == Job.State.DONE
        assert "1 个单位没有做成：空村没有在册的残疾人" in job.message
        assert titles(book.outline) == [
            "会师镇", ["南什村", ["李强", "王芳"], "西关社区", ["张伟"]],
            "郭城驿镇", ["红堡子村", ["赵敏"]],
        ]  # fmt: skip
        assert book.page_labels == ["南什村 1", "南什村 2", "西关社区 1", "红堡子村 1"]
        assert untagged(book) == []
        assert sorted(persons_in(own) for own in Document.objects.all()) == [1, 1, 2]
        assert scratch_is_empty(settings)


class TestDisk:
    def test_that_is_full_is_told_as_such(self, world, monkeypatch):
        def full(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(presses, "print_into", full)
        job = ask(world)

        work()

        job.refresh_from_db()
        assert job.state == Job.State.FAILED
        assert "磁盘已满" in job.message
        assert job.can_restart

    def test_that_cannot_be_written_to_is_told_as_such(self, world, settings, tmp_path):
        (tmp_path / "file").touch()
        settings.SCRATCH_DIR = tmp_path / "file" / "scratch"
        job = ask(world)

        work()

        job.refresh_from_db()
        assert "服务器不能写入" in job.message
        assert "目录权限" in job.message
