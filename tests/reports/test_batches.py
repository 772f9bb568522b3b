"""The same report for every unit below a place."""

import io
import zipfile

import pytest
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from core import jobs
from core.models import Job
from orgs.models import Unit
from reports import batches
from reports.models import Document, Snapshot
from reports.periods import NotPossible
from tests.factories import TownshipFactory, VillageFactory
from tests.tagged import untagged

CREATE = reverse("reports:batch_create")


def wanted(place, **other):
    return {
        "what": "liuyou_sheet:grassroots",
        "place": place.pk,
        "year": 2026,
        "quarter": "",
        "form": "pdf",
    } | other


@pytest.fixture
def ask(client, sign_in, world):
    """Ask for a batch as the county's clerk, and return the job that waits."""

    def go(place=None, **other):
        sign_in(world.county)
        client.post(CREATE, wanted(place or world.county, **other))
        return Job.objects.latest("pk")

    return go


def bookmarks(job):
    """Return the units in the bookmarks, townships before their villages."""
    outline = PdfReader(result_of(job)).outline
    return [own.title for entry in outline for own in (entry if isinstance(entry, list) else [entry])]


def run():
    call_command("work", "--once")


def result_of(job):
    job.refresh_from_db()
    with job.result.open("rb") as file:
        return io.BytesIO(file.read())


pytestmark = pytest.mark.django_db(transaction=True)


class TestBatch:
    def test_makes_one_document_for_each_village_and_joins_them_with_bookmarks(self, ask, world):
        job = ask()

        run()

        reader = PdfReader(result_of(job))
        documents = Document.objects.order_by("unit__path")
        assert [own.unit for own in documents] == list(Unit.objects.grassroots().in_tree_order())
        assert bookmarks(job) == ["会师镇", "南什村", "西关社区", "郭城驿镇", "红堡子村"]
        assert untagged(reader) == []
        assert len(reader.pages) == sum(own.pages for own in documents)
        assert job.state == Job.State.DONE
        assert f"已生成 {len(documents)} 份" in job.message

    def test_makes_an_archive_of_single_files(self, ask, world):
        job = ask(form="zip")

        run()

        with zipfile.ZipFile(result_of(job)) as archive:
            names = archive.namelist()
            assert len(names) == 3
            assert all(archive.read(name).startswith(b"%PDF") for name in names)
        assert "南什村" in "".join(names)

    def test_lays_out_many_in_processes_of_their_own(self, ask, world):
        VillageFactory.create_batch(4, parent=world.guocheng)
        job = ask()

        run()

        assert len(bookmarks(job)) - 2 == Document.objects.count() == 7
        assert all(own.file.size > 1000 and own.proof.files.count() == 1 for own in Document.objects.all())

    def test_keeps_to_the_units_below_the_place(self, ask, world):
        ask(world.huishi)

        run()

        assert {own.unit for own in Document.objects.all()} == {world.nanshi, world.xiguan}

    def test_of_townships_makes_their_summaries(self, ask, world):
        job = ask(what="year_summary:township")

        run()

        assert {own.unit for own in Document.objects.all()} == {world.huishi, world.guocheng}
        assert [entry.title for entry in PdfReader(result_of(job)).outline] == ["会师镇", "郭城驿镇"]

    def test_names_the_units_for_which_it_could_not_be_made_and_goes_on(self, ask, world, monkeypatch):
        job = ask()
        draft = batches.draft_document

        def fails_at_one(code, unit, **facts):
            if unit == world.xiguan:
                raise NotPossible(f"{unit.name}没有清单。")
            return draft(code, unit, **facts)

        monkeypatch.setattr(batches, "draft_document", fails_at_one)
        run()

        job.refresh_from_db()
        assert job.state == Job.State.DONE
        assert "1 个单位没有做成：西关社区没有清单" in job.message
        assert Document.objects.count() == 2


class TestStopping:
    def test_goes_on_where_it_was_stopped_and_makes_nothing_twice(self, ask, world, monkeypatch):
        job = ask()
        stored = batches.store
        seen = []

        def breaks_off(draft, printed):
            if seen:
                raise RuntimeError("the power is cut")
            seen.append(draft.document.unit)
            return stored(draft, printed)

        monkeypatch.setattr(batches, "store", breaks_off)
        run()
        job.refresh_from_db()
        assert (job.state, Document.objects.count()) == (Job.State.FAILED, 1)
        first = Document.objects.get()

        monkeypatch.setattr(batches, "store", stored)
        jobs.restart(job, by=job.requested_by)
        run()

        assert len(bookmarks(job)) - 2 == Document.objects.count() == Snapshot.objects.count() == 3
        assert Document.objects.filter(pk=first.pk).exists()

    def test_by_its_requester_keeps_what_was_made_and_says_so(self, ask, world, monkeypatch):
        job = ask()
        stored = batches.store

        def stops_after_one(draft, printed):
            document = stored(draft, printed)
            jobs.cancel(job, by=job.requested_by)
            return document

        monkeypatch.setattr(batches, "store", stops_after_one)
        run()

        job.refresh_from_db()
        assert job.state == Job.State.CANCELLED
        assert job.message == "已取消，已经做好的都保留。"
        assert Document.objects.count() == 1
        assert job.can_restart

    def test_by_a_dead_worker_is_told_without_a_lie(self):
        job = Job(params={"keeps_done": True})

        assert job.words_when_broken == "任务在执行中被中断，已经做好的都保留，可以重新开始。"
        assert "没有写入任何数据" in Job(params={}).words_when_broken

    def test_of_somebody_who_lost_the_right_makes_nothing(self, ask, world):
        job = ask()
        job.requested_by.postings.all().delete()

        run()

        job.refresh_from_db()
        assert job.state == Job.State.FAILED
        assert not Document.objects.exists()


class TestPage:
    def test_offers_what_can_be_made_for_every_unit(self, client, sign_in, world):
        sign_in(world.county)

        text = client.get(CREATE).text

        assert "六有检查表（每个村（社区））" in text
        assert "年终总结（每个乡镇（街道））" in text
        assert "年终总结（每个村（社区））" not in text

    def test_says_how_many_there_will_be(self, ask, world):
        assert "共 3 份" in ask().label

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"year": 2027}, "2027"),
            ({"quarter": 9}, "9"),
            ({"what": "nothing"}, "nothing"),
            ({"form": "doc"}, "doc"),
        ],
    )
    def test_explains_what_does_not_fit(self, client, sign_in, world, given, told):
        sign_in(world.county)

        assert told in client.post(CREATE, wanted(world.county, **given)).text
        assert not Job.objects.exists()

    def test_explains_a_place_without_such_units(self, client, sign_in, world):
        sign_in(world.county)
        empty = TownshipFactory(name="空镇", parent=world.county)

        assert "空镇下没有村（社区），不能成批生成" in client.post(CREATE, wanted(empty)).text

    def test_refuses_a_place_outside_the_scope(self, client, sign_in, world):
        sign_in(world.huishi, as_township_clerk=True)

        client.post(CREATE, wanted(world.guocheng))

        assert not Job.objects.exists()
