"""Who disappeared: on the register in the villages of a file, and not in the file."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from registry.choices import ArchiveReason
from registry.models import ImportAbsence, ImportBatch, Person
from registry.services.persons import archive_person
from tests import workbooks
from tests.factories import PersonFactory, TownshipFactory, VillageFactory, id_number

HEADER = ["姓名", "身份证号", "村"]


@pytest.fixture
def village():
    return VillageFactory(name="老鸦村", parent__name="头寨子镇")


@pytest.fixture
def clerk(village, sign_in):
    return sign_in(village.parent, as_township_clerk=True)


@pytest.fixture
def upload(client, clerk, run_jobs, village):
    def go(*rows):
        file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(HEADER, *rows))
        form = {"file": file, "unit": village.parent.pk}
        run_jobs(lambda: client.post(reverse("registry:import_create"), form))
        return ImportBatch.objects.latest("pk")

    return go


def line(person):
    return [person.name, person.id_number, person.unit.name]


def absent_page(client, batch):
    return client.get(reverse("registry:import_absent", args=[batch.pk])).text


class TestWhoDisappeared:
    def test_is_listed_for_the_villages_of_the_file(self, client, upload, village):
        here, missing = PersonFactory(name="王芳", unit=village), PersonFactory(name="李强", unit=village)
        PersonFactory(name="赵六", unit=VillageFactory(name="另一村", parent=village.parent))

        batch = upload(line(here))

        assert "在册而表中没有：1 人" in client.get(batch.get_absolute_url()).text
        text = absent_page(client, batch)
        assert missing.name in text
        assert missing.masked_id_number in text
        assert missing.id_number not in text
        assert "赵六" not in text

    def test_leaves_out_the_archived(self, upload, village, clerk):
        here, gone = PersonFactory(unit=village), PersonFactory(unit=village)
        today = timezone.localdate()
        archive_person(gone, by=clerk, at=timezone.now(), reason=ArchiveReason.DEATH, on=today)

        assert upload(line(here)).absent_count == 0

    def test_leaves_out_whoever_is_archived_later(self, client, upload, village, clerk):
        here, gone = PersonFactory(unit=village), PersonFactory(name="李强", unit=village)
        batch = upload(line(here))
        today = timezone.localdate()
        archive_person(gone, by=clerk, at=timezone.now(), reason=ArchiveReason.DEATH, on=today)

        assert "李强" not in absent_page(client, batch)

    def test_counts_whoever_moved_to_another_village_of_the_file_as_present(self, upload, village):
        other = VillageFactory(name="另一村", parent=village.parent)
        moved, stays = PersonFactory(unit=village), PersonFactory(unit=village)

        batch = upload([moved.name, moved.id_number, other.name], line(stays))

        assert batch.absent_count == 0

    def test_counts_rows_with_other_errors_as_present(self, upload, village):
        person = PersonFactory(name="王芳", unit=village)

        batch = upload(["王芳1", person.id_number, village.name])

        assert (batch.counts["refused"], batch.absent_count) == (1, 0)

    def test_points_at_a_namesake_with_an_unsound_number(self, client, upload, village):
        PersonFactory(name="王芳", unit=village)

        batch = upload(["王芳", "123", village.name])

        assert "表中第 2 行同名，号码有误" in absent_page(client, batch)

    def test_does_nothing_to_anybody(self, client, upload, village, run_jobs):
        missing = PersonFactory(unit=village)
        batch = upload(["赵六", id_number(9), village.name])

        run_jobs(lambda: client.post(reverse("registry:import_apply", args=[batch.pk])))

        missing.refresh_from_db()
        assert not missing.is_archived
        assert ImportAbsence.objects.get().person == missing

    def test_does_not_keep_an_import_from_being_taken_back(self, client, upload, village, run_jobs):
        batch = upload(["赵六", id_number(9, date(1980, 1, 1)), village.name])
        run_jobs(lambda: client.post(reverse("registry:import_apply", args=[batch.pk])))
        upload(["钱七", id_number(11), village.name])
        assert ImportAbsence.objects.count() == 1

        run_jobs(lambda: client.post(reverse("registry:import_undo", args=[batch.pk])))

        assert not Person.objects.exists()
        assert not ImportAbsence.objects.exists()

    def test_says_when_nobody_did(self, client, upload, village):
        batch = upload(line(PersonFactory(unit=village)))

        assert "这份表里都有" in absent_page(client, batch)

    def test_is_exported_masked_and_logged(self, client, upload, village):
        person = PersonFactory(name="李强", unit=village)
        batch = upload(["赵六", id_number(9), village.name])

        response = client.get(reverse("registry:import_absent_export", args=[batch.pk]))
        text = b"".join(response.streaming_content).decode("utf-8-sig")

        assert "李强" in text
        assert person.masked_id_number in text
        assert person.id_number not in text

    def test_ignores_nonsense_and_gives_the_fragment(self, client, upload, village):
        batch = upload(line(PersonFactory(unit=village)))
        url = reverse("registry:import_absent", args=[batch.pk])

        assert client.get(url, {"page": "x", "size": "-1"}).status_code == 200
        assert "<html" not in client.htmx("get", url).text

    def test_costs_the_same_number_of_queries_however_many(self, upload, village, assert_flat_queries):
        PersonFactory(name="李强", unit=village)
        batch = upload(["赵六", id_number(9), village.name])
        url = reverse("registry:import_absent", args=[batch.pk])

        def more():
            for _ in range(3):
                ImportAbsence.objects.create(batch=batch, person=PersonFactory(unit=village))

        assert_flat_queries(url, more)

    def test_is_not_for_neighbours(self, client, upload, village, sign_in):
        batch = upload(line(PersonFactory(unit=village)))
        sign_in(TownshipFactory(), as_township_clerk=True)

        assert client.get(reverse("registry:import_absent", args=[batch.pk])).status_code == 404
        assert client.get(reverse("registry:import_absent_export", args=[batch.pk])).status_code == 404
