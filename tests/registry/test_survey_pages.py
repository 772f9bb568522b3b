import uuid
from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Job
from core.permissions import Permission
from registry.models import Person, SurveyChange, SurveyCheck, SurveyImport, SurveyLine, SurveyRound
from registry.survey.choices import LineState
from registry.survey.places import waiting
from registry.survey.rules import Form
from registry.survey.services.entry import save_section
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.certificates import with_card
from tests.factories.survey import (
    SurveyChangeFactory,
    SurveyLineFactory,
    SurveyRoundFactory,
    round_of,
    survey_village,
)

NOW = datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def _in_july():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def village():
    return VillageFactory(name="道口村", parent=TownshipFactory(parent=CountyFactory(name="会宁县")))


@pytest.fixture
def member(sign_in, village):
    return sign_in(village, as_village_member=True)


@pytest.fixture
def township(sign_in, village):
    return sign_in(village.parent, as_township_clerk=True)


@pytest.fixture
def clerk(sign_in, village):
    return sign_in(village.parent.parent)


def url(name, *args):
    return reverse(f"survey:{name}", args=args)


def marks(version=0, **more):
    return {"token": uuid.uuid4(), "version": version, **more}


class TestARound:
    def test_is_prepared_opened_by_a_job_and_shown(self, client, clerk, village, run_jobs):
        with_card(unit=village, name="马秀英")
        days = {"standard_on": "2026-06-01", "starts_on": "2026-06-01", "ends_on": "2026-08-31"}
        facts = {"unit": village.parent.parent.pk, "year": 2026, "title": "2026 年调查", **days}
        client.post(url("round_create"), facts)
        survey = SurveyRound.objects.get()

        run_jobs(lambda: client.post(url("round_open", survey.pk)))

        assert Job.objects.get().state == Job.State.DONE
        assert "道口村" in client.get(survey.get_absolute_url() + f"?township={village.parent.code}").text

    def test_without_persons_the_job_says_why(self, client, clerk, village, run_jobs):
        survey = SurveyRoundFactory(unit=village.parent.parent, is_draft=True)

        run_jobs(lambda: client.post(url("round_open", survey.pk)))

        assert "没有持证残疾人" in Job.objects.get().message
        survey.refresh_from_db()
        assert survey.is_draft

    def test_a_draft_is_for_who_prepares_it(self, client, township, village):
        survey = SurveyRoundFactory(unit=village.parent.parent, is_draft=True)

        assert client.get(survey.get_absolute_url()).status_code == 404


class TestTheBoard:
    def test_tells_modes_rates_and_who_is_behind(self, client, clerk, village):
        SurveyLineFactory(unit=village, finished=True)
        SurveyLineFactory(unit=village)
        other = VillageFactory(parent=TownshipFactory(name="会师镇", parent=village.parent.parent))
        SurveyLineFactory(unit=other, approved=True)

        board = client.get(round_of(village).get_absolute_url()).context["board"]

        assert [(row.unit.name, row.finished, row.total) for row in board.rows] == [
            (village.parent.name, 1, 2),
            ("会师镇", 1, 1),
        ]
        assert (board.total.home, board.total.to_review, board.total.approved) == (2, 1, 1)
        assert board.rows[1].badge == ("已完成", "good")

    def test_leads_from_who_is_behind_to_their_sheets(self, client, clerk, village):
        SurveyLineFactory.create_batch(4, unit=village)
        SurveyLineFactory(unit=VillageFactory(parent=TownshipFactory(parent=village.parent.parent)))
        board, by_township = round_of(village).get_absolute_url(), f"?township={village.parent.code}"

        of_county = client.get(board).text.split("进度滞后的单位")[1]
        of_township = client.get(board + by_township).text.split("进度滞后的单位")[1]

        assert f'<a href="{by_township}">{village.parent.name}</a>' in of_county
        assert f'<a href="{survey_village(village).get_absolute_url()}">道口村</a>' in of_township

    def test_names_first_who_has_most_to_do(self, client, clerk, village):
        SurveyLineFactory.create_batch(4, unit=village)
        further = VillageFactory(parent=TownshipFactory(parent=village.parent.parent))
        SurveyLineFactory.create_batch(5, unit=further)

        late = client.get(round_of(village).get_absolute_url()).context["board"].late

        assert [row.unit for row in late] == [further.parent, village.parent]

    def test_a_village_is_printed_from_its_own_page(self, client, clerk, village):
        place = SurveyLineFactory(unit=village).village

        page = client.get(place.get_absolute_url()).text

        assert f'action="{url("sheet_print", place.round_id, village.pk)}"' in page

    def test_costs_the_same_for_many(self, clerk, village, assert_flat_queries):
        SurveyLineFactory(unit=village, finished=True)

        assert_flat_queries(
            round_of(village).get_absolute_url(),
            lambda: [
                SurveyLineFactory(unit=VillageFactory(parent=village.parent), finished=True) for _ in range(4)
            ],
        )

    def test_the_village_list_costs_the_same_for_many(self, member, village, assert_flat_queries):
        SurveyLineFactory(unit=village, finished=True)

        assert_flat_queries(
            survey_village(village).get_absolute_url(),
            lambda: [SurveyLineFactory(unit=village, finished=True) for _ in range(5)],
        )

    def test_the_menu_counts_what_waits(self, village):
        SurveyLineFactory(unit=village)
        SurveyLineFactory(unit=village, finished=True)
        neighbour = VillageFactory(parent=village.parent)
        SurveyLineFactory(unit=neighbour)
        of_village = PostingFactory(unit=village, as_village_member=True).user
        of_township = PostingFactory(unit=village.parent, as_township_clerk=True).user

        assert waiting(of_village.scope_of(Permission.SURVEY_VIEW)) == 1  # sheet
        assert waiting(of_township.scope_of(Permission.SURVEY_VIEW)) == 2  # villages


class TestEntering:
    def test_saves_a_section_and_leads_to_the_next(self, client, member, village):
        line = SurveyLineFactory(unit=village)
        facts = marks(asked=["R7", "R8", "R9"], R7="8000", R8="1", R9="2")

        response = client.post(url("line_section", line.pk, "living"), facts)

        line.refresh_from_db()
        assert line.answers == {"R7": "8000", "R8": "1", "R9": "2"}
        assert response.url == url("line_section", line.pk, "education")

    def test_what_was_not_asked_keeps_its_answer(self, client, member, village):
        line = SurveyLineFactory(unit=village, given={"R2A": "13800001234"})

        client.post(url("line_section", line.pk, "basic"), marks(asked=["R3"], R3="1"))

        line.refresh_from_db()
        assert line.all_answers == {"R2A": "13800001234", "R3": "1"}

    def test_an_answer_that_cannot_be_comes_back_with_words(self, client, member, village):
        line = SurveyLineFactory(unit=village)

        response = client.post(url("line_section", line.pk, "living"), marks(asked=["R7"], R7="不知道"))

        assert "不是数字" in response.text

    def test_a_conflict_shows_both_and_the_next_save_counts(self, client, member, village):
        line = SurveyLineFactory(unit=village)
        section = Form(line.round.form).section("living")
        other = PostingFactory(unit=village.parent, as_township_clerk=True, user__full_name="杨丽娟").user
        save_section(line, section, {"R8": "2"}, by=other, at=NOW, token=uuid.uuid4(), version=0)

        response = client.post(url("line_section", line.pk, "living"), marks(asked=["R8"], R8="1"))

        assert "杨丽娟" in response.text
        assert "租住公房" in response.text
        assert 'name="version" value="1"' in response.text
        client.post(url("line_section", line.pk, "living"), marks(1, asked=["R8"], R8="1"))
        assert SurveyLine.objects.get().answers == {"R8": "1"}

    def test_the_script_gets_short_answers(self, client, member, village):
        line, headers = SurveyLineFactory(unit=village), {"X-Survey-Save": "1"}
        address = url("line_section", line.pk, "living")

        wrong = client.post(address, marks(asked=["R8"], R8="77"), headers=headers).json()
        right = client.post(address, marks(asked=["R8"], R8="1"), headers=headers).json()

        assert wrong["saved"] is False
        assert right["saved"] is True
        assert right["next"] == url("line_section", line.pk, "education")

    def test_phones_are_never_shown(self, client, member, village):
        line = SurveyLineFactory(unit=village, filled=True)
        pages = [line.get_absolute_url(), url("line_section", line.pk, "basic")]

        assert all("13800001234" not in client.get(page).text for page in pages)
        assert "138****1234" in client.get(pages[1]).text

    def test_a_dead_person_is_reported_and_completed(self, client, member, village):
        line = SurveyLineFactory(unit=village)
        facts = {
            "mode": "lost",
            "lost_reason": "death",
            "happened_on": "2026-05-04",
            "visited_on": "2026-07-01",
        }

        client.post(url("line_visit", line.pk), marks(**facts))
        client.post(url("line_complete", line.pk))

        line.refresh_from_db()
        assert line.state == LineState.DONE
        assert SurveyChange.objects.get().field == "archive"

    def test_a_neighbours_sheet_is_not_there(self, client, member, village):
        line = SurveyLineFactory(unit=VillageFactory(parent=village.parent))

        assert client.get(line.get_absolute_url()).status_code == 404
        assert client.post(url("line_complete", line.pk)).status_code == 404

    def test_the_village_form_is_saved(self, client, member, village):
        answers = {f"V{number}": "1" for number in range(1, 12)} | {"V10": "3"}

        client.post(url("village_form", survey_village(village).pk), {"asked": list(answers), **answers})

        assert survey_village(village).answers["V10"] == "3"


class TestReviewing:
    def test_changes_are_shown_old_to_new_masked_and_accepted_together(self, client, township, village):
        SurveyChangeFactory(line__unit=village)
        SurveyChangeFactory(line__unit=village, field="marriage", old="", new="married")
        survey = round_of(village)

        text = client.get(url("change_list", survey.pk)).text
        client.post(url("changes_decide", survey.pk), {"decision": "accept", "everything": "on"})

        assert "139****5678" in text
        assert "已婚" in text
        assert {(one.phone, one.marriage) for one in Person.objects.all()} == {
            ("13800001234", ""),
            ("13900005678", "married"),
        }

    def test_one_is_refused(self, client, township, village):
        change = SurveyChangeFactory(line__unit=village)

        client.post(
            url("changes_decide", round_of(village).pk), {"decision": "refuse", "change": [change.pk]}
        )

        change.refresh_from_db()
        assert change.state == "refused"

    def test_a_sample_is_drawn_and_entered(self, client, township, village):
        SurveyLineFactory(unit=village, finished=True)
        survey = round_of(village)
        facts = {"unit": village.parent.pk, "percent": 10, "seed": 3}
        client.post(url("check_list", survey.pk), facts)
        check = SurveyCheck.objects.get()

        text = client.get(url("check_enter", check.rows.get().pk)).text

        assert "R40" in text
        assert "道口村一社" not in text
        assert "差错率" in client.get(check.get_absolute_url()).text

    def test_the_summary_counts_answers(self, client, township, village):
        SurveyLineFactory(unit=village, finished=True)
        survey = round_of(village)

        table = client.get(url("summary", survey.pk) + "?section=work").context["table"]
        book = openpyxl.load_workbook(BytesIO(client.get(url("summary_export", survey.pk)).content))

        assert next(row.total for row in table.rows if row.label == "7 灵活就业") == 1
        assert "王芳" not in str(list(book.active.values))


class TestTheWorkbook:
    def sheet(self, client, survey, village, **cells):
        """Return the export of a village with cells of its only line changed, by their titles."""
        content = client.get(url("sheet_export", survey.pk, village.pk)).content
        book = openpyxl.load_workbook(BytesIO(content))
        titles = [cell.value for cell in book.active[2]]
        for title, value in cells.items():
            book.active.cell(
                3, next(n for n, one in enumerate(titles, 1) if one.split(" ")[0] == title), value
            )
        stream = BytesIO()
        book.save(stream)
        return SimpleUploadedFile("底册.xlsx", stream.getvalue())

    def upload(self, client, survey, village, **cells):
        file = self.sheet(client, survey, village, **cells)
        response = client.post(url("import_create", survey.pk, village.pk), {"file": file})
        assert response.status_code == 302, response.context["form"].errors
        return SurveyImport.objects.latest("pk")

    def test_goes_out_masked_and_comes_back_filled_in(self, client, member, village):
        line = SurveyLineFactory(unit=village)
        cells = {"调查方式": "入户", "调查日期": "2026-06-20", "R3": "农业", "R27": "最低生活保障、医疗救助"}

        made = self.upload(client, line.round, village, **cells)
        client.post(url("import_apply", made.pk))

        line.refresh_from_db()
        assert (line.mode, line.answers) == ("home", {"R3": "1", "R27": ["1", "3"]})
        assert line.state == LineState.DOING

    def test_unchanged_it_writes_nothing(self, client, member, village):
        line = SurveyLineFactory(unit=village, finished=True)

        made = self.upload(client, line.round, village)

        assert (made.plan["count"], made.plan["same"], made.plan["problems"]) == (0, 1, [])

    def test_one_wrong_cell_stops_all_and_is_named(self, client, member, village):
        line = SurveyLineFactory(unit=village)

        made = self.upload(client, line.round, village, R3="城镇", R8="1")
        client.post(url("import_apply", made.pk))

        line.refresh_from_db()
        assert line.answers == {}
        text = client.get(made.get_absolute_url()).text
        assert "第 3 行" in text
        assert "R3 户口性质" in text

    def test_a_sheet_saved_meanwhile_stops_all(self, client, member, village):
        line = SurveyLineFactory(unit=village)
        made = self.upload(client, line.round, village, R3="1")
        client.post(url("line_section", line.pk, "living"), marks(asked=["R8"], R8="1"))

        client.post(url("import_apply", made.pk))

        line.refresh_from_db()
        assert line.answers == {"R8": "1"}

    def test_a_strange_number_is_refused(self, client, member, village):
        line = SurveyLineFactory(unit=village)

        made = self.upload(client, line.round, village, 底册号="1-999")

        assert "不在调查范围" in made.plan["problems"][0]["message"]

    def test_the_booklet_is_printed(self, client, member, village, run_jobs):
        line = SurveyLineFactory(unit=village)

        run_jobs(lambda: client.post(url("sheet_print", line.round_id, village.pk)))

        job = Job.objects.get()
        assert job.state == Job.State.DONE, job.message
        with job.result.open("rb") as result:
            assert result.read(4) == b"%PDF"


def test_the_cards_tell_of_the_survey(client, member, village):
    line = SurveyLineFactory(unit=village, finished=True)

    assert "2026 年持证残疾人基本状况调查" in client.get(line.person.get_absolute_url()).text
    assert "入户率" in client.get(village.get_absolute_url()).text


def test_a_person_never_listed_is_said_so(client, member, village):
    assert "没有列入过调查底册" in client.get(PersonFactory(unit=village).get_absolute_url()).text


def test_the_search_finds_a_sheet(client, member, village):
    line = SurveyLineFactory(unit=village)

    assert line.get_absolute_url() in client.get(reverse("core:search"), {"q": "王芳"}).text
