"""One choice for all rows that write a value in the same way, remembered; and single rows decided on."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from registry.models import ImportAlias, ImportAnswer, ImportBatch, Person
from tests import workbooks
from tests.factories import PersonFactory, TownshipFactory, VillageFactory, id_number

NEW = reverse("registry:import_create")
MEMORY = reverse("registry:import_memory")
HEADER = ["姓名", "身份证号", "民族", "乡镇", "村"]


def row(number, people="汉族", village="老鸦村", town="头寨子镇", **person):
    return [
        person.get("name", f"王芳{'甲乙丙丁戊己'[number]}"),
        id_number(2 * number + 1),
        people,
        town,
        village,
    ]


@pytest.fixture
def village():
    return VillageFactory(name="老鸦村", parent__name="头寨子镇")


@pytest.fixture
def clerk(village, sign_in):
    return sign_in(village.parent, as_township_clerk=True)


@pytest.fixture
def upload(client, clerk, run_jobs, village):
    def go(*rows, header=HEADER):
        file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(header, *rows))
        run_jobs(lambda: client.post(NEW, {"file": file, "unit": village.parent.pk}))
        return ImportBatch.objects.latest("pk")

    return go


@pytest.fixture
def mend(client, run_jobs):
    """Choose meanings by raw spelling."""

    def go(batch, **meanings):
        url = reverse("registry:import_mend", args=[batch.pk])
        fields = {f"m{group['id']}": meanings.get(group["raw"], "") for group in batch.counts["mends"]}
        response = run_jobs(lambda: client.post(url, fields))
        batch.refresh_from_db()
        return response

    return go


class TestMendingOnceForAllRows:
    def test_groups_problems_by_column_and_value(self, client, upload):
        batch = upload(row(0, "汗族"), row(1, "汗 族"), row(2, village="老雅村"), row(3))

        found = [(group["key"], group["raw"], group["count"]) for group in batch.counts["mends"]]

        assert found == [("ethnicity", "汗族", 2), ("village", "老雅村", 1)]
        assert "2 种写法系统不认识" in client.get(batch.get_absolute_url()).text

    def test_mends_every_row_with_one_choice(self, upload, mend, village):
        batch = upload(row(0, "汗族"), row(1, "汗族"), row(2, village="老雅村"), row(3))

        mend(batch, 汗族="汉族", 老雅村=str(village.pk))

        assert (batch.counts["new"], batch.counts["refused"]) == (4, 0)
        assert batch.counts["mends"] == []

    def test_proposes_the_village_whose_name_is_near(self, client, upload, village):
        batch = upload(row(0, village="老雅村"))

        text = client.get(reverse("registry:import_mend", args=[batch.pk])).text

        assert f'<option value="{village.pk}" selected>' in text

    def test_says_in_which_township_an_unknown_village_stands(self, client, upload, village):
        batch = upload(row(0, village="老雅村"))

        text = client.get(reverse("registry:import_mend", args=[batch.pk])).text

        assert f"{village.parent.name}村“老雅村”的含义" in text

    def test_writes_what_the_choice_means(self, client, upload, mend, village, run_jobs):
        batch = upload(row(0, "汗族", village="老雅村"))
        mend(batch, 汗族="汉族", 老雅村=str(village.pk))

        run_jobs(lambda: client.post(reverse("registry:import_apply", args=[batch.pk])))

        person = Person.objects.get()
        assert (person.ethnicity, person.unit) == ("汉族", village)

    def test_is_remembered_for_the_next_file_and_shown(self, client, upload, mend):
        mend(upload(row(0, "汗族")), 汗族="汉族")

        again = upload(row(1, "汗族"))

        assert again.counts["new"] == 1
        assert "民族“汗族”按“汉族”处理" in client.get(again.get_absolute_url()).text

    def test_may_mean_that_nothing_is_stated(self, client, upload, mend, run_jobs):
        batch = upload(row(0, "外星族"))
        mend(batch, 外星族="-")

        run_jobs(lambda: client.post(reverse("registry:import_apply", args=[batch.pk])))

        assert Person.objects.get().ethnicity == ""

    def test_of_a_township_leads_to_its_villages(self, upload, mend, village):
        batch = upload(row(0, town="头寨镇子"))

        mend(batch, 头寨镇子=str(village.parent.pk))

        assert batch.counts["new"] == 1

    def test_of_a_village_counts_for_its_township_alone(
        self, upload, mend, village, client, sign_in, run_jobs
    ):
        other = VillageFactory(name="某村", parent__name="中川镇", parent__parent=village.parent.parent)
        mend(upload(row(0, village="老雅村")), 老雅村=str(village.pk))
        sign_in(other.parent, as_township_clerk=True)

        file = SimpleUploadedFile(
            "名册.xlsx", workbooks.xlsx(HEADER, row(1, town="中川镇", village="老雅村"))
        )
        run_jobs(lambda: client.post(NEW, {"file": file, "unit": other.parent.pk}))

        assert ImportBatch.objects.latest("pk").counts["kinds"].keys() == {"village_unknown"}

    def test_works_without_a_column_for_the_township(self, upload, mend, village):
        batch = upload(["王芳", id_number(1), "老雅村"], header=["姓名", "身份证号", "村"])

        mend(batch, 老雅村=str(village.pk))

        assert batch.counts["new"] == 1

    def test_explains_that_nothing_was_chosen(self, upload, mend):
        assert "还没有选择任何一项" in mend(upload(row(0, "汗族"))).text

    def test_refuses_a_meaning_that_is_not_on_offer(self, upload, mend):
        foreign = VillageFactory(name="别处村")
        batch = upload(row(0, village="老雅村"))

        mend(batch, 老雅村=str(foreign.pk))

        assert not ImportAlias.objects.exists()

    def test_keeps_numbers_out_of_the_groups(self, upload):
        batch = upload(row(0, id_number(9)))

        assert batch.counts["mends"] == []

    def test_has_nothing_to_offer_once_it_is_written(self, client, upload, run_jobs):
        batch = upload(row(0), row(1, "汗族"))
        url = reverse("registry:import_apply", args=[batch.pk])
        run_jobs(lambda: client.post(url, {"partial": "yes"}))

        assert "没有可以一次改好的写法" in client.get(reverse("registry:import_mend", args=[batch.pk])).text


class TestTheListOfSpellings:
    def test_shows_who_said_what_and_lets_it_be_removed(self, client, clerk, upload, mend):
        mend(upload(row(0, "汗族")), 汗族="汉族")
        text = client.get(MEMORY).text
        assert all(word in text for word in ("汗族", "汉族", str(clerk)))

        client.post(reverse("registry:import_alias_remove", args=[ImportAlias.objects.get().pk]))

        assert upload(row(1, "汗族")).counts["refused"] == 1

    def test_hides_those_of_other_townships(self, client, upload, mend, sign_in):
        mend(upload(row(0, "汗族")), 汗族="汉族")
        alias = ImportAlias.objects.get()
        sign_in(TownshipFactory(), as_township_clerk=True)

        assert "汗族" not in client.get(MEMORY).text
        assert client.post(reverse("registry:import_alias_remove", args=[alias.pk])).status_code == 404

    def test_costs_the_same_number_of_queries_however_long(self, client, upload, mend, assert_flat_queries):
        mend(upload(row(0, "汗族")), 汗族="汉族")

        def more():
            mend(upload(row(1, "喊族"), row(2, "旱族")), 喊族="汉族", 旱族="汉族")

        assert_flat_queries(MEMORY, more)

    def test_removed_between_preview_and_word_stops_the_writing(self, client, upload, mend, run_jobs):
        batch = upload(row(0, "汗族"))
        mend(batch, 汗族="汉族")
        ImportAlias.objects.all().delete()

        run_jobs(lambda: client.post(reverse("registry:import_apply", args=[batch.pk])))

        batch.refresh_from_db()
        assert (batch.state, batch.counts["refused"]) == (ImportBatch.State.PLANNED, 1)
        assert not Person.objects.exists()


class TestRescue:
    @pytest.fixture
    def person(self, village):
        return PersonFactory(name="李强", unit=village, id_number=id_number(7), birth_date=date(1970, 1, 1))

    @pytest.fixture
    def batch(self, upload, person):
        wrong = person.id_number[:-2] + person.id_number[-1]
        lines = ["李强", wrong, "老鸦村"], ["赵六", "123", "老鸦村"]
        return upload(*lines, header=["姓名", "身份证号", "村"])

    def answer(self, client, run_jobs, batch, **fields):
        url = reverse("registry:import_answers", args=[batch.pk])
        response = run_jobs(lambda: client.post(url, fields, follow=True))
        batch.refresh_from_db()
        return response

    def test_offers_the_proposal_masked_and_takes_nothing_by_itself(self, client, batch, person):
        text = client.get(batch.get_absolute_url()).text

        assert "采用第 2 行的建议" in text
        assert "采用第 3 行的建议" not in text
        assert person.masked_id_number in text
        assert person.id_number not in text
        assert batch.counts["refused"] == 2

    def test_takes_the_proposal_of_the_ticked_row(self, client, batch, run_jobs, clerk, person):
        self.answer(client, run_jobs, batch, accept="2")

        answer = ImportAnswer.objects.get()
        assert (answer.row, answer.said_by, answer.value) == (2, clerk, person.id_number)
        assert (batch.counts["unchanged"], batch.counts["refused"]) == (1, 1)

    def test_shows_who_took_it_and_lets_it_be_withdrawn(self, client, batch, run_jobs, clerk):
        self.answer(client, run_jobs, batch, accept="2")
        text = client.get(batch.get_absolute_url()).text
        assert "逐行作过 1 项决定" in text
        assert str(clerk) in text

        self.answer(client, run_jobs, batch, withdraw=str(ImportAnswer.objects.get().pk))

        assert batch.counts["refused"] == 2
        assert not ImportAnswer.objects.exists()

    def test_passes_over_rows_without_a_proposal(self, client, batch, run_jobs):
        response = self.answer(client, run_jobs, batch, accept="3")

        assert "没有勾选任何一行" in response.text
        assert not ImportAnswer.objects.exists()

    def test_ignores_nonsense(self, client, batch, run_jobs):
        for fields in ({"accept": "x"}, {"withdraw": "9" * 40}, {"settle-2-phone": "moon"}, {}):
            assert self.answer(client, run_jobs, batch, **fields).status_code in (200, 404)
        assert not ImportAnswer.objects.exists()

    def test_is_encrypted(self, client, batch, run_jobs):
        self.answer(client, run_jobs, batch, accept="2")

        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM registry_importanswer")
            assert cursor.fetchone()[0].startswith("1:")

    def test_is_refused_to_neighbours(self, client, batch, sign_in):
        sign_in(TownshipFactory(), as_township_clerk=True)

        url = reverse("registry:import_answers", args=[batch.pk])
        assert client.post(url, {"accept": "2"}).status_code == 404
