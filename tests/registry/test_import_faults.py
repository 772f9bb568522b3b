"""What goes wrong around an import: either all accepted rows are there or none, and the page says which."""

import errno
from datetime import date

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Job
from orgs.models import Unit
from registry.imports import batches
from registry.models import ImportBatch, ImportRow, Person
from tests import workbooks
from tests.factories import PersonFactory, PostingFactory, VillageFactory, id_number

State = ImportBatch.State
HEADER = ["姓名", "身份证号", "村", "联系电话"]
NEW = reverse("registry:import_create")


def line(number, name="王芳", village="中川村", phone="13800000001"):
    return [name, id_number(number), village, phone]


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def upload(clerk, county, run_jobs):
    def go(*rows, header=HEADER, by=clerk):
        file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(header, *rows))
        batch = run_jobs(lambda: batches.upload(file, by=by, unit=county))
        batch.refresh_from_db()
        return batch

    return go


@pytest.fixture
def write(clerk, run_jobs):
    def go(batch, by=clerk):
        run_jobs(lambda: batches.request_apply(batch, by=by, is_partial=False))
        batch.refresh_from_db()
        return batch

    return go


class TestTwoClerksAtOnce:
    def test_with_overlapping_files_write_each_person_once(self, upload, write, county, client):
        colleague = PostingFactory(unit=county).user
        mine = upload(line(1, "王芳"), line(3, "李强"))
        theirs = upload(line(3, "李强"), line(5, "赵六"), by=colleague)

        write(mine)
        theirs = write(theirs, by=colleague)

        assert sorted(person.name for person in Person.objects.all()) == ["李强", "王芳"]
        assert theirs.state == State.PLANNED
        client.force_login(colleague)
        assert "没有写入任何数据" in client.get(theirs.get_absolute_url()).text

    def test_the_second_looks_again_and_writes_the_rest(self, upload, write):
        mine, theirs = upload(line(1), line(3)), upload(line(3), line(5))

        write(mine)
        theirs = write(write(theirs))

        assert (theirs.state, Person.objects.count()) == (State.APPLIED, 3)

    def test_changing_the_same_person_differently_is_looked_at_again(self, upload, write, county):
        unit = Unit.objects.get(name="中川村")
        person = PersonFactory(name="王芳", unit=unit, id_number=id_number(1), birth_date=date(1970, 1, 1))
        mine, theirs = upload(line(1, phone="13811111111")), upload(line(1, phone="13822222222"))

        write(mine)
        theirs = write(theirs)

        person.refresh_from_db()
        assert (theirs.state, person.phone) == (State.PLANNED, "13811111111")
        assert theirs.rows.get().before["phone"] == "13811111111"


class TestAVillageThatChangesBetweenPreviewAndWord:
    @pytest.fixture
    def village(self, county):
        return Unit.objects.get(name="中川村")

    def test_renamed(self, upload, write, village):
        batch = upload(line(1))
        village.name = "新中川村"
        village.save()

        batch = write(batch)

        assert (batch.state, batch.refused_count, Person.objects.count()) == (State.PLANNED, 1, 0)
        assert "可新增 1 → 0" in batch.message

    def test_closed(self, upload, write, village):
        batch = upload(line(1))
        village.valid_to = date(2020, 1, 1)
        village.save()

        batch = write(batch)

        assert (batch.state, Person.objects.count()) == (State.PLANNED, 0)

    def test_moved_to_another_township(self, upload, write, village):
        batch = upload(line(1))
        village.parent = Unit.objects.get(name="头寨子镇")
        village.path = f"{village.parent.path}0999"
        village.save()

        batch = write(batch)

        assert (batch.state, Person.objects.count()) == (State.PLANNED, 0)
        assert "没有写入任何数据" in batch.message

    def test_whose_name_another_village_has_taken(self, upload, write, village):
        batch = upload(line(1))
        parent = village.parent
        village.name = "老中川村"
        village.save()
        VillageFactory(parent=parent, name="中川村")

        batch = write(batch)

        assert (batch.state, batch.new_count, Person.objects.count()) == (State.PLANNED, 1, 0)
        assert "人员、单位或写法刚被修改" in batch.message


class TestAFullDisk:
    @pytest.fixture
    def full(self, monkeypatch):
        """Let the disk fill up after a few bytes of the file."""
        save = FileSystemStorage._save

        def run_out(storage, name, content):
            save(storage, name, SimpleUploadedFile("part", b"PK"))
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(FileSystemStorage, "_save", run_out)

    def test_is_said_beside_the_field_and_leaves_nothing(
        self, client, clerk, county, full, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        client.force_login(clerk)
        file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(HEADER, line(1)))

        text = client.post(NEW, {"file": file, "unit": county.pk}).text

        assert "服务器的磁盘已满，文件没有保存，也没有写入任何数据" in text
        assert not ImportBatch.objects.exists()
        assert not Job.objects.exists()
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []

    def test_met_by_a_large_file_on_its_way_is_said_too(self, client, clerk, county, monkeypatch, settings):
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
        client.force_login(clerk)
        client.raise_request_exception = False

        def run_out(self, *args, **kwargs):
            raise OSError(errno.ENOSPC, "No space left on device")

        handler = "django.core.files.uploadhandler.TemporaryFileUploadHandler.new_file"
        monkeypatch.setattr(handler, run_out)
        response = client.post(NEW, {"file": SimpleUploadedFile("名册.xlsx", b"x" * 99), "unit": county.pk})

        assert response.status_code == 507
        assert "磁盘已满" in response.text


class TestOddWorkbooks:
    def test_a_formula_is_no_name(self, upload):
        batch = upload(line(1, "=HYPERLINK(“x”)"), line(3, "+王芳"), line(5, "@王芳"), line(7, "王芳"))

        assert (batch.new_count, batch.refused_count) == (1, 3)
        problems = [row.problems[0]["message"] for row in batch.rows.filter(outcome="refused")]
        assert set(problems) == {"姓名像是公式，不是名字。"}

    def test_five_thousand_blank_rows_at_the_end_count_for_nothing(self, upload):
        blank = [["", None, " ", ""]] * 5000

        batch = upload(line(1), *blank, line(3, "李强"))

        assert (batch.total, batch.new_count, batch.skipped_count) == (2, 2, 0)

    def test_five_thousand_rows_with_only_a_serial_number_are_skipped(self, upload):
        header = ["序号", *HEADER]

        batch = upload([1, *line(1)], *[[n, "", "", "", ""] for n in range(2, 5002)], header=header)

        assert (batch.total, batch.new_count, batch.skipped_count) == (1, 1, 5000)

    def test_cells_merged_downwards_count_for_every_row(self, clerk, county, run_jobs):
        content = workbooks.merged_xlsx([HEADER, line(1), line(3, "李强", village="")], "C2:C3")
        file = SimpleUploadedFile("名册.xlsx", content)

        batch = run_jobs(lambda: batches.upload(file, by=clerk, unit=county))

        batch.refresh_from_db()
        assert (batch.new_count, batch.refused_count) == (2, 0)

    def test_cells_merged_sideways_leave_the_others_blank(self, clerk, county, run_jobs):
        content = workbooks.merged_xlsx([HEADER, line(1), line(3, "李强", phone="")], "C3:D3")
        file = SimpleUploadedFile("名册.xlsx", content)

        batch = run_jobs(lambda: batches.upload(file, by=clerk, unit=county))

        batch.refresh_from_db()
        assert (batch.new_count, batch.refused_count) == (2, 0)
        rows = ImportRow.objects.order_by("row")
        assert ["phone" in row.after for row in rows] == [True, False]

    def test_more_rows_than_allowed_are_refused_before_anything_is_read(
        self, upload, settings, client, clerk
    ):
        settings.IMPORT_MAX_ROWS = 1

        batch = upload(line(1), line(3), *[line(n) for n in range(5, 500, 2)])

        assert batch.state == State.REFUSED
        assert not batch.counts
        client.force_login(clerk)
        assert "表格超过 1 行。请按乡镇拆成几个文件" in client.get(batch.get_absolute_url()).text
