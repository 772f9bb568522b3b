import io
from datetime import date

import pytest
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from staff.models import Candidate, Recruitment, RecruitmentRule
from staff.recruiting.choices import Standing
from tests.factories import AppointmentFactory, PersonFactory, PostFactory, VillageFactory
from tests.factories.recruiting import CandidateFactory, OpeningFactory, hang

LIST = reverse("recruiting:recruitment_list")


def address(name, thing):
    return reverse(f"recruiting:{name}", args=[thing.pk])


@pytest.fixture
def candidate(opening):
    return CandidateFactory(opening=opening)


class TestReading:
    def test_the_list_filters_and_costs_the_same_for_many(
        self, client, sign_in, county, village, opening, assert_flat_queries
    ):
        sign_in(county)

        assert "招聘残疾人专职委员公告" in client.get(LIST, {"q": "专职"}).text
        assert "没有符合条件的招聘" in client.get(LIST, {"state": "done"}).text
        assert_flat_queries(LIST, lambda: OpeningFactory(post=PostFactory(unit=village, number=2)))

    def test_a_township_sees_the_recruitment_but_not_who_applies(self, client, sign_in, township, candidate):
        sign_in(township, as_township_clerk=True)

        page = client.get(candidate.recruitment.get_absolute_url()).text

        assert "南什村" in page
        assert candidate.name not in page

    def test_the_county_sees_the_ranking_at_the_same_cost(
        self, client, sign_in, county, opening, candidate, assert_flat_queries
    ):
        sign_in(county)

        assert candidate.name in client.get(candidate.recruitment.get_absolute_url()).text
        assert_flat_queries(
            candidate.recruitment.get_absolute_url(), lambda: CandidateFactory(opening=opening)
        )

    def test_the_export_says_who_meets_what(self, client, sign_in, county, candidate):
        sign_in(county)

        content = client.get(address("candidate_export", candidate.recruitment)).content

        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        assert rows[2][2] == candidate.name
        assert candidate.id_number not in str(rows)

    @pytest.mark.parametrize("name", ["recruitment_print", "notice_print"])
    def test_papers_are_printed(self, client, sign_in, county, candidate, name):
        sign_in(county)
        notice = hang(candidate)

        answer = client.get(address(name, notice if name == "notice_print" else candidate.recruitment))

        assert answer.content.startswith(b"%PDF")

    def test_a_certificate_is_printed_once_it_has_a_number(self, client, sign_in, county, post):
        sign_in(county)
        appointment = AppointmentFactory(post=post, work_permit_number="")

        assert "还没有上岗证编号" in client.get(address("permit_print", appointment), follow=True).text
        client.post(address("permit_issue", appointment))
        assert client.get(address("permit_print", appointment)).content.startswith(b"%PDF")

    def test_a_certificate_is_one_page_and_names_stand_on_one_line(self, client, sign_in, county, post):
        sign_in(county)
        appointment = AppointmentFactory(post=post, member__name="欧阳小兰")

        (sheet,) = PdfReader(io.BytesIO(client.get(address("permit_print", appointment)).content)).pages

        lines = sheet.extract_text().splitlines()
        assert any("欧阳小兰" in line for line in lines), lines
        assert any("会师镇 南什村" in line for line in lines), lines


class TestWriting:
    FORM = {
        "title": "招聘公告", "announced_on": "2026-11-20", "applies_from": "2026-11-21",
        "applies_until": "2026-12-01", "place": "县残联",
    }  # fmt: skip

    def test_a_recruitment_is_announced_for_the_posts_that_are_ticked(self, client, sign_in, county, post):
        sign_in(county)

        page = client.get(reverse("recruiting:recruitment_create"), {"post": post.pk}).text
        client.post(reverse("recruiting:recruitment_create"), self.FORM | {"posts": [post.pk]})

        assert "checked" in page
        assert Recruitment.objects.get().openings.get().post == post

    def test_an_application_is_taken_down_with_the_relative_named(
        self, client, sign_in, county, village, opening
    ):
        relative = PersonFactory(unit=village, name="马父", card_state="valid")
        sign_in(county)

        client.post(
            address("candidate_create", opening.recruitment),
            {
                "opening": opening.pk, "way": "application", "applied_on": "2026-11-05", "name": "马小兰",
                "id_number": CandidateFactory.build(opening=None, recruitment=None, home=None).id_number,
                "education": "junior", "home": village.pk, "kinship": "parent", "relative_text": "马父",
            },
        )  # fmt: skip

        made = Candidate.objects.get()
        assert made.relative == relative
        assert all(check.passes for check in made.findings), made.checks

    def test_an_unknown_relative_is_asked_for_again(self, client, sign_in, county, opening):
        sign_in(county)

        page = client.post(
            address("candidate_create", opening.recruitment),
            {"relative_text": "查无此人", "way": "application"},
        ).text

        assert "没有找到这位残疾人" in page

    def test_an_old_page_of_marks_is_refused(self, client, sign_in, county, eligible):
        (one,) = eligible(None)
        sign_in(county)
        marks = {f"written_{one.pk}": "80", f"interview_{one.pk}": "70"}

        page = client.post(
            address("marks_edit", one.recruitment), marks | {"seen": "2026-11-01T00:00:00+08:00"}
        )
        assert "有人登记过成绩" in page.text
        client.post(
            address("marks_edit", one.recruitment), marks | {"seen": one.recruitment.updated_at.isoformat()}
        )

        one.refresh_from_db()
        assert str(one.total) == "76.00"

    def test_a_refusal_from_the_back_button_is_told(self, client, sign_in, county, eligible):
        (one,) = eligible(80)
        sign_in(county)

        page = client.post(address("applications_close", one.recruitment), follow=True).text

        assert "已到“考试”" in page

    def test_an_override_is_proposed_and_confirmed_by_another(self, client, sign_in, county, candidate):
        candidate.checks = [["education", "fails", "小学，规定初中及以上。"]]
        candidate.save()
        sign_in(county)
        client.post(address("override_create", candidate), {"code": "education", "reason": "当地无人选"})
        sign_in(county)

        page = client.post(address("override_confirm", candidate.overrides.get()), follow=True).text

        assert "复核同意" in page
        assert candidate.overrides.get().is_confirmed

    def test_conditions_begin_with_those_of_another_place(self, client, sign_in, county):
        sign_in(county)

        page = client.get(reverse("recruiting:rule_edit", args=[county.pk]), {"preset": "beijing"}).text

        assert 'value="45"' in page

    def test_numbers_are_written_otherwise_from_a_day_on(self, client, sign_in, county, post):
        sign_in(county)

        client.post(
            reverse("recruiting:number_edit", args=[county.pk, "permit"]),
            {"since": "2026-11-01", "prefix": "会残岗", "digits": "5"},
        )
        appointment = AppointmentFactory(post=post, work_permit_number="")
        client.post(address("permit_issue", appointment))

        appointment.refresh_from_db()
        assert appointment.work_permit_number == "会残岗-2026-00001"


def test_conditions_are_set_by_the_form(client, sign_in, county):
    sign_in(county)
    form = {
        "since": "2026-12-01", "name": "本县", "kinships": ["self"], "residence": "any", "least_age": "18",
        "most_age": "55", "most_age_women": "50", "education": "junior", "education_town": "senior",
        "has_written": "on", "written_weight": "100", "pass_mark": "60", "notice_days": "5",
        "notice_counting": "working",
    }  # fmt: skip

    client.post(reverse("recruiting:rule_edit", args=[county.pk]), form)

    row = RecruitmentRule.objects.get()
    assert (row.since, row.rules.most_age_women, row.rules.has_interview) == (date(2026, 12, 1), 50, False)


def test_candidates_of_another_county_do_not_exist(client, sign_in, county):
    other = CandidateFactory(opening__post__unit=VillageFactory(), standing=Standing.CLEARED)
    sign_in(county)

    assert client.get(address("candidate_hire", other)).status_code == 404
