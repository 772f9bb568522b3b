"""Columns that people name when the header is not understood, remembered for the sender's next file."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.models import ImportBatch, ImportMapping, Person
from tests import workbooks
from tests.factories import TownshipFactory, VillageFactory, id_number

NEW = reverse("registry:import_create")
STRANGE = ["甲方", "号牌", "哪儿"]
ROWS = [["王芳", id_number(1), "老鸦村"], ["李强", id_number(3), "老鸦村"]]
CHOICE = {"sheet": "0", "header": "2", "c0": "name", "c1": "id_number", "c2": "village"}


@pytest.fixture
def village():
    return VillageFactory(name="老鸦村", parent__name="头寨子镇")


@pytest.fixture
def clerk(village, sign_in):
    return sign_in(village.parent, as_township_clerk=True)


@pytest.fixture
def upload(client, clerk, run_jobs, village):
    def go(*rows, unit=village.parent):
        file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(*rows))
        run_jobs(lambda: client.post(NEW, {"file": file, "unit": unit.pk}))
        return ImportBatch.objects.latest("pk")

    return go


@pytest.fixture
def strange(upload):
    return upload(["2026 年花名册"], STRANGE, *ROWS)


@pytest.fixture
def name_columns(client, run_jobs):
    def go(batch, **choice):
        url = reverse("registry:import_columns", args=[batch.pk])
        response = run_jobs(lambda: client.post(url, CHOICE | choice))
        batch.refresh_from_db()
        return response

    return go


def columns_page(client, batch, **query):
    return client.get(reverse("registry:import_columns", args=[batch.pk]), query).text


class TestAnUnknownHeader:
    def test_waits_for_the_clerk_instead_of_being_refused(self, client, strange):
        text = client.get(strange.get_absolute_url()).text

        assert strange.state == ImportBatch.State.MAPPING
        assert "请告诉系统每一列是什么" in text
        assert reverse("registry:import_columns", args=[strange.pk]) in text

    def test_shows_the_first_rows_with_numbers_masked(self, client, strange):
        text = columns_page(client, strange)

        assert "2026 年花名册" in text
        assert "王芳" in text
        assert id_number(1) not in text
        assert "620***" in text

    def test_guesses_nothing_from_strange_titles_and_something_from_known_ones(self, client, upload):
        batch = upload(["姓名", "号牌", "村"], *ROWS)

        text = columns_page(client, batch)

        assert text.count('<option value="name" selected>') == 1
        assert '<option value="id_number" selected>' not in text

    def test_is_read_with_the_columns_that_the_clerk_names(self, client, strange, name_columns):
        name_columns(strange)

        assert strange.state == ImportBatch.State.PLANNED
        assert strange.counts["new"] == 2
        assert "各列照指定的对应读取" in client.get(strange.get_absolute_url()).text

    def test_shows_what_it_was_read_as_when_opened_again(self, client, strange, name_columns):
        name_columns(strange)

        text = columns_page(client, strange)

        assert '<option value="id_number" selected>' in text
        assert 'value="2" id="header-2" checked' in text

    def test_can_be_written_afterwards(self, client, strange, name_columns, run_jobs):
        name_columns(strange)

        url = reverse("registry:import_apply", args=[strange.pk])
        run_jobs(lambda: client.post(url, {"act": "apply"}))

        assert Person.objects.count() == 2

    def test_explains_a_column_that_is_still_missing(self, strange, name_columns):
        response = name_columns(strange, c1="")

        assert "请指出哪一列是“身份证号”" in response.text
        assert strange.state == ImportBatch.State.MAPPING

    def test_explains_a_column_that_is_named_twice(self, strange, name_columns):
        response = name_columns(strange, c2="name")

        assert "“姓名”已经选在 A 列" in response.text

    def test_may_be_no_header_at_all(self, upload, name_columns):
        batch = upload(*ROWS)

        name_columns(batch, header="0")

        assert (batch.state, batch.counts["new"]) == (ImportBatch.State.PLANNED, 2)
        assert not ImportMapping.objects.exists()

    def test_without_a_header_gets_its_marked_workbook_all_the_same(self, client, upload, name_columns):
        batch = upload(*ROWS, ["赵六", "123", "老鸦村"])
        name_columns(batch, header="0")

        response = client.get(reverse("registry:import_file", args=[batch.pk, "marked"]))

        sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active
        assert "18 位" in sheet.cell(3, 4).value
        assert sheet.cell(1, 4).value is None

    def test_can_be_given_up(self, client, strange):
        client.post(reverse("registry:import_apply", args=[strange.pk]), {"act": "discard"})

        strange.refresh_from_db()
        assert strange.is_cancelled

    def test_ignores_nonsense_in_the_query(self, client, strange):
        for query in ({"sheet": "9"}, {"header": "x"}, {"header": "7" * 40}, {"sheet": "-1", "header": "3"}):
            assert "每一列是什么" in columns_page(client, strange, **query)

    def test_gives_the_fragment(self, client, strange):
        text = client.htmx("get", reverse("registry:import_columns", args=[strange.pk])).text

        assert "<html" not in text
        assert 'id="columns"' in text

    def test_is_not_shown_to_neighbours(self, client, strange, sign_in):
        sign_in(TownshipFactory(), as_township_clerk=True)

        assert client.get(reverse("registry:import_columns", args=[strange.pk])).status_code == 404


class TestMemory:
    def test_knows_the_marked_workbook_of_the_table_again(self, client, upload, name_columns):
        wrong = ["赵六", "123", "老鸦村"]
        batch = upload(["2026 年花名册"], STRANGE, *ROWS, wrong)
        name_columns(batch)
        marked = client.get(reverse("registry:import_file", args=[batch.pk, "marked"]))
        sheet = openpyxl.load_workbook(BytesIO(b"".join(marked.streaming_content))).active
        rows = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert rows[1] == [*STRANGE, "问题"]

        again = upload(*rows)

        assert again.state == ImportBatch.State.PLANNED
        assert (again.counts["new"], again.counts["refused"]) == (2, 1)

    def test_reads_the_same_header_of_the_same_sender_by_itself(self, client, strange, name_columns, upload):
        name_columns(strange)

        again = upload(STRANGE, ["赵六", id_number(5), "老鸦村"])

        assert (again.state, again.counts["new"]) == (ImportBatch.State.PLANNED, 1)
        assert "忘记这个对应" in client.get(again.get_absolute_url()).text

    def test_does_not_mind_blanks_and_decoration(self, strange, name_columns, upload):
        name_columns(strange)

        again = upload(["甲 方*", "号牌：", "哪儿"], *ROWS)

        assert again.state == ImportBatch.State.PLANNED

    def test_is_no_help_for_another_header(self, strange, name_columns, upload):
        name_columns(strange)

        other = upload(["甲方", "号牌", "某处"], *ROWS)

        assert other.state == ImportBatch.State.MAPPING

    def test_is_no_help_for_another_township(self, strange, name_columns, client, sign_in, run_jobs):
        name_columns(strange)
        other = VillageFactory(name="老鸦村", parent__parent=strange.unit.parent)
        sign_in(other.parent, as_township_clerk=True)

        file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(STRANGE, *ROWS))
        run_jobs(lambda: client.post(NEW, {"file": file, "unit": other.parent.pk}))

        assert ImportBatch.objects.latest("pk").state == ImportBatch.State.MAPPING

    def test_can_be_forgotten_where_it_was_used(self, strange, name_columns, upload, client, run_jobs):
        name_columns(strange)
        again = upload(STRANGE, *ROWS)

        url = reverse("registry:import_mapping_forget", args=[ImportMapping.objects.get().pk])
        run_jobs(lambda: client.post(url, {"batch": again.pk}))

        again.refresh_from_db()
        assert again.state == ImportBatch.State.MAPPING
        assert not ImportMapping.objects.exists()

    def test_can_be_forgotten_on_its_page(self, strange, name_columns, client):
        name_columns(strange)

        assert "甲方 → 姓名" in client.get(reverse("registry:import_memory")).text
        url = reverse("registry:import_mapping_forget", args=[ImportMapping.objects.get().pk])
        assert "已忘记" in client.post(url, follow=True).text

        assert not ImportMapping.objects.exists()

    def test_can_be_corrected_after_a_wrong_guess(self, client, upload, name_columns):
        batch = upload(["姓名", "身份证号", "乡镇", "所在"], ["王芳", id_number(1), "老鸦村", "x"])
        assert batch.state == ImportBatch.State.PLANNED

        name_columns(batch, header="1", c2="village", c3="note")

        assert batch.counts["new"] == 1
        assert Person.objects.count() == 0

    def test_of_a_neighbour_is_out_of_reach(self, strange, name_columns, client, sign_in):
        name_columns(strange)
        sign_in(TownshipFactory(), as_township_clerk=True)

        url = reverse("registry:import_mapping_forget", args=[ImportMapping.objects.get().pk])
        assert client.post(url).status_code == 404
        assert "甲方" not in client.get(reverse("registry:import_memory")).text
