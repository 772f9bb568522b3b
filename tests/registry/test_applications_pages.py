from datetime import date
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import AuditEntry
from registry.applications.choices import State
from registry.applications.models import Application, ApplicationRule, Notice
from registry.applications.places import applications_waiting, find_applications
from registry.petitions.facts import facts_about
from tests.factories import PersonFactory, VillageFactory
from tests.factories.applications import (
    ApplicationEntryFactory,
    ApplicationFactory,
    ApplicationFileFactory,
    ObjectionFactory,
    hang,
)
from tests.factories.assessments import PNG
from tests.registry.applications_way import VOTES, offices, up_to_approval

LIST = reverse("applications:application_list")
NEW = reverse("applications:application_create")
APPROVALS = reverse("applications:approvals")
FIGURES = reverse("applications:figures")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel("2026-11-23T12:00:00+08:00", tick=False):
        yield


@pytest.fixture
def office():
    return offices()


@pytest.fixture
def village(office):
    return office.village


@pytest.fixture
def member(client, office):
    client.force_login(office.member)
    return office.member


@pytest.fixture
def county(client, office):
    client.force_login(office.other)
    return office.other


def url(name, *args):
    return reverse(f"applications:{name}", args=args)


class TestTheList:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=SQ2026-0501", True),
            ("q=王芳", True),
            ("q=没有这个人", False),
            ("due=mine", True),
            ("due=overdue", True),
            ("due=soon", False),
            ("state=open", True),
            ("state=granted", False),
            ("kind=dibao", True),
            ("kind=care", True),  # not among the choices, so that it is ignored
            ("step=assess", True),
            ("step=approve", False),
            ("level=village", True),
            ("level=county", False),
            ("state=nonsense", True),
        ],
    )
    def test_filters(self, client, member, village, query, found):
        ApplicationFactory(person__unit=village, person__name="王芳")

        response = client.get(f"{LIST}?{query}")

        assert (len(response.context["applications"]) == 1) is found

    def test_says_in_words_what_is_overdue(self, client, member, village):
        ApplicationFactory(person__unit=village)

        text = client.get(LIST).text

        assert "已超期 14 天" in text
        assert "1 件已超期" in text

    def test_leaves_out_the_neighbours(self, client, member, village):
        ApplicationFactory(person__unit=VillageFactory(parent=village.parent), person__name="邻村人")

        assert "邻村人" not in client.get(LIST).text

    def test_answers_htmx_with_the_results_alone(self, client, member, village):
        ApplicationFactory(person__unit=village)

        assert "<html" not in client.htmx("get", LIST).text

    def test_costs_the_same_for_many(self, member, village, assert_flat_queries):
        hang(ApplicationFactory(person__unit=village, step_number=1))

        assert_flat_queries(
            LIST, lambda: [hang(ApplicationFactory(person__unit=village, step_number=1)) for _ in range(4)]
        )

    def test_is_exported_with_the_numbers_masked(self, client, member, village):
        application = ApplicationFactory(person__unit=village)

        content = client.get(url("application_export")).content
        cells = [cell.value for cell in openpyxl.load_workbook(BytesIO(content)).active[3]]

        assert application.person.masked_id_number in cells
        assert application.person.id_number not in cells


class TestWhatWaits:
    def test_counts_what_is_for_the_own_unit_and_not_for_those_below(self, office):
        ApplicationFactory(person__unit=office.village)
        ApplicationFactory(person__unit=office.village, step_number=2)
        hang(ApplicationFactory(person__unit=office.village, step_number=3), last_day=date(2026, 11, 30))

        waiting = [
            applications_waiting(user.scope_of("benefit_view"))
            for user in (office.member, office.township, office.county)
        ]

        assert waiting == [1, 1, 0]

    def test_a_notice_that_has_hung_long_enough_waits_again(self, office):
        hang(ApplicationFactory(person__unit=office.village, step_number=3), last_day=date(2026, 11, 22))

        assert applications_waiting(office.township.scope_of("benefit_view")) == 1


class TestTheForm:
    def post(self, client, **facts):
        usual = {
            "applied_on": "2026.11.20",
            "kind": "dibao",
            "applicant_kind": "person",
            "person_text": "王芳",
        }
        return client.post(NEW, {**usual, **facts})

    def test_takes_down_an_application_of_a_person_known_by_name(self, client, member, village):
        person = PersonFactory(unit=village, name="王芳")

        response = self.post(client, household_size="3", income="221.50", materials=["form", "id_card"])

        application = Application.objects.get()
        assert response.url == application.get_absolute_url()
        assert (application.person, application.applied_on) == (person, date(2026, 11, 20))
        assert application.materials == ["form", "id_card"]

    def test_asks_which_of_two_namesakes(self, client, member, village):
        _, second = (PersonFactory(unit=village, name="王芳") for _ in range(2))

        assert "有 2 位同名的人" in self.post(client).text
        self.post(client, person=second.pk)
        assert Application.objects.get().person == second

    def test_does_not_find_a_person_of_another_village(self, client, member):
        PersonFactory(name="王芳")

        assert "没有找到这个人" in self.post(client).text

    def test_begins_with_the_person_whose_page_led_here(self, client, member, village):
        person = PersonFactory(unit=village, name="王芳")

        assert 'value="王芳"' in client.get(f"{NEW}?person={person.pk}").text

    def test_is_corrected_while_nobody_has_dealt_with_it(self, client, member, village):
        application = ApplicationFactory(person__unit=village, phone="13800001234")

        client.post(
            url("application_edit", application.pk),
            {"applied_on": "2026-11-02", "applicant_kind": "person", "household_size": "4"},
        )

        application.refresh_from_db()
        assert (application.household_size, application.phone) == (4, "13800001234")

    def test_after_that_leads_back(self, client, member, village):
        application = ApplicationFactory(person__unit=village, step_number=2)

        assert client.get(url("application_edit", application.pk)).url == application.get_absolute_url()


class TestTheStep:
    def test_is_done_from_the_form(self, client, member, village):
        application = ApplicationFactory(person__unit=village)

        client.post(
            url("step", application.pk), {"at_step": 0, "verdict": "pass", "on": "2026-11-10", **VOTES}
        )

        application.refresh_from_db()
        assert application.step_name == "村公示"

    def test_says_beside_the_field_why_it_is_refused(self, client, member, village):
        application = ApplicationFactory(person__unit=village)
        votes = {**VOTES, "agree": 3, "against": 9, "abstain": 0}

        response = client.post(
            url("step", application.pk), {"at_step": 0, "verdict": "pass", "on": "2026-11-10", **votes}
        )

        assert "同意 3 票" in str(response.context["form"].errors["agree"])

    def test_leads_back_whoever_may_not(self, client, member, village):
        application = ApplicationFactory(person__unit=village, step_number=2)

        assert client.get(url("step", application.pk)).url == application.get_absolute_url()

    def test_offers_the_tiers_and_what_the_register_says(self, client, county, village):
        application = ApplicationFactory(person__unit=village, step_number=4)

        text = client.get(url("step", application.pk)).text

        assert "一类（480.00 元）" in text
        assert "由评审确定" in text

    def test_withdrawing_closes_it(self, client, member, village):
        application = ApplicationFactory(person__unit=village)

        client.post(url("withdraw", application.pk), {"on": "2026-11-10", "text": "已外出务工。"})

        application.refresh_from_db()
        assert application.state == State.WITHDRAWN


class TestThePageOfAnApplication:
    def test_shows_steps_papers_and_the_story(self, client, member, village):
        application = ApplicationFactory(person__unit=village, step_number=2, materials=["form"])
        ApplicationEntryFactory(application=application, step_number=0, step_name="村评议", text="同意上报。")

        text = client.get(application.get_absolute_url()).text

        assert "乡镇核查" in text
        assert "同意上报。" in text
        assert "未交" in text

    def test_tells_who_has_spoken_already_why_they_may_not_go_on(self, client, county, village):
        application = ApplicationFactory(person__unit=village, step_number=4)
        ApplicationEntryFactory(application=application, level="township", step_name="乡镇核查", by=county)

        assert "您已经办了“乡镇核查”" in client.get(application.get_absolute_url()).text

    def test_costs_the_same_for_a_long_story(self, member, village, assert_flat_queries):
        application = ApplicationFactory(person__unit=village)
        ApplicationEntryFactory(application=application)

        assert_flat_queries(
            application.get_absolute_url(),
            lambda: [ApplicationEntryFactory(application=application) for _ in range(5)],
        )

    def test_shows_the_phone_only_against_a_reason(self, client, county, village):
        application = ApplicationFactory(person__unit=village, phone="13800001234")

        assert "13800001234" not in client.get(application.get_absolute_url()).text
        text = client.post(url("reveal", application.pk), {"reason": "通知补正材料"}).text
        assert "13800001234" in text
        assert AuditEntry.objects.filter(event="reveal", reason="通知补正材料").exists()

    def test_keeps_a_scan_and_takes_it_down(self, client, member, village):
        application = ApplicationFactory(person__unit=village)
        upload = SimpleUploadedFile("申请表.png", PNG)

        client.post(url("file_create", application.pk), {"file": upload, "material": "申请表"})
        kept = application.files.get()
        client.post(url("file_withdraw", kept.pk))

        assert kept.material == "申请表"
        assert "没有扫描件" in client.get(application.get_absolute_url()).text

    def test_a_scan_of_another_village_is_not_shown(self, client, member):
        assert client.get(url("file_show", ApplicationFileFactory().pk)).status_code == 404


class TestApprovals:
    def test_approves_what_is_ticked(self, client, county, office):
        with time_machine.travel("2026-11-23T12:00:00+08:00", tick=False):
            first, _ = up_to_approval(office)
            second, _ = up_to_approval(office, person=PersonFactory(unit=office.village))

        response = client.post(APPROVALS, {"application": [first.pk]}, follow=True)

        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == (State.GRANTED, State.OPEN)
        assert "已批准 1 件" in response.text

    def test_offers_no_tick_to_who_decided(self, client, office):
        up_to_approval(office)
        client.force_login(office.county)

        text = client.get(APPROVALS).text

        assert "须由其他人批准" in text
        assert 'name="application"' not in text

    def test_costs_the_same_for_many(self, county, village, assert_flat_queries):
        ready = {"person__unit": village, "step_number": 6, "tier": "一类", "amount": 480}
        ready["first_month"] = date(2026, 11, 1)
        ApplicationFactory(**ready)

        assert_flat_queries(APPROVALS, lambda: [ApplicationFactory(**ready) for _ in range(4)])


class TestNotices:
    def test_one_is_put_up_for_many(self, client, member, village):
        rows = [ApplicationFactory(person__unit=village, step_number=1) for _ in range(2)]

        response = client.post(
            url("notice_create", village.pk),
            {"applications": [row.pk for row in rows], "first_day": "2026-11-20", "place": "公示栏"},
        )

        notice = Notice.objects.get()
        assert response.url == notice.get_absolute_url()
        assert notice.entries.count() == 2

    def test_names_are_on_the_page_of_the_notice_and_objections_can_be_settled(self, client, member, village):
        objection = ObjectionFactory(application__person__unit=village)

        client.post(
            url("objection_settle", objection.pk),
            {"settled_on": "2026-11-10", "is_upheld": "no", "settlement": "查无此事。"},
        )
        text = client.get(objection.notice.get_absolute_url()).text

        assert objection.application.person.name in text
        assert "异议不成立" in text

    def test_who_objects_is_not_told_to_the_village_when_the_township_asks(self, client, member, village):
        objection = ObjectionFactory(
            application=ApplicationFactory(person__unit=village, step_number=3), who="举报的人"
        )

        assert "举报的人" not in client.get(objection.notice.get_absolute_url()).text

    def test_one_is_ended_on_its_page(self, client, member, village):
        notice = hang(ApplicationFactory(person__unit=village, step_number=1))

        response = client.post(url("notice_conclude", notice.pk), follow=True)

        assert "1 件公示期满" in response.text

    def test_what_stays_is_said(self, client, member, village):
        objection = ObjectionFactory(application__person__unit=village)

        assert "有异议还没有答复" in client.post(url("notice_conclude", objection.notice.pk)).text

    def test_the_list_says_where_one_has_to_be_put_up(self, client, member, village):
        ApplicationFactory(person__unit=village, step_number=1)

        assert url("notice_create", village.pk) in client.get(url("notice_list")).text


class TestPapers:
    @pytest.mark.parametrize("name", ["form_print", "letter_print"])
    def test_of_an_application_are_pdfs(self, client, member, village, name):
        application = ApplicationFactory(person__unit=village, refused=True)
        ApplicationEntryFactory(application=application, act="refuse", text="收入高于标准。")

        response = client.get(url(name, application.pk))

        assert response.content.startswith(b"%PDF")
        assert AuditEntry.objects.filter(event="export").exists()

    def test_no_letter_is_written_while_it_is_under_way(self, client, member, village):
        application = ApplicationFactory(person__unit=village)

        assert client.get(url("letter_print", application.pk)).status_code == 404

    def test_the_notice_says_nothing_of_the_disability(self, client, member, village):
        person = PersonFactory(unit=village, category="6", grade="1", name="王芳")
        notice = hang(ApplicationFactory(person=person, step_number=1))

        content = client.get(url("notice_print", notice.pk)).content
        said = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)

        assert "王芳" in said
        assert person.id_number[-4:] in said
        assert person.id_number not in said
        assert "精神" not in said
        assert "一级" not in said


class TestFigures:
    def test_count_what_came_what_came_of_it_and_what_was_in_time(self, client, county, village):
        ApplicationFactory(person__unit=village)
        closed = ApplicationFactory(
            person__unit=village, state=State.GRANTED, amount=480, first_month=date(2026, 11, 1),
            due_on=None, closed_on=date(2026, 11, 20),
        )  # fmt: skip
        ApplicationEntryFactory(application=closed)
        ApplicationEntryFactory(application=closed, on=date(2026, 11, 10))

        total = client.get(FIGURES).context["total"]

        assert (total.received, total.granted, total.monthly, total.open) == (2, 1, 480, 1)
        assert (total.steps, total.in_time, total.percent) == (2, 1, "50.0%")

    def test_are_a_workbook_as_well(self, client, county, village):
        ApplicationFactory(person__unit=village)

        book = openpyxl.load_workbook(BytesIO(client.get(url("figures_export")).content))

        assert [cell.value for cell in book.active[3]][:2] == ["中川镇", 1]

    def test_cost_the_same_for_many(self, county, village, assert_flat_queries):
        ApplicationFactory(person__unit=village)

        assert_flat_queries(FIGURES, lambda: [ApplicationFactory(person__unit=village) for _ in range(4)])


class TestRules:
    def form(self, client, county_unit, **changes):
        form = client.get(url("rule_edit", county_unit.pk, "dibao")).context["form"]
        values = {bound.html_name: bound.value() for bound in form}
        values = {name: value for name, value in values.items() if value not in (False, None)}
        return {**values, "since": "2026-12-01", **changes}

    def test_a_county_sets_its_own_days_of_notice(self, client, county, village):
        here = village.parent.parent
        client.post(url("rule_edit", here.pk, "dibao"), self.form(client, here, step1_notice_days="10"))

        row = ApplicationRule.objects.get()
        assert row.procedure.steps[1].notice_days == 10
        assert row.since == date(2026, 12, 1)

    def test_a_step_is_left_out_and_may_come_back(self, client, county, village):
        here = village.parent.parent
        without = self.form(client, here, since="2026-11-23")
        del without["step5_used"]
        client.post(url("rule_edit", here.pk, "dibao"), without)

        assert "县级公示" not in [step.name for step in ApplicationRule.objects.get().procedure.steps]
        assert "县级公示" in client.get(url("rule_edit", here.pk, "dibao")).text

    def test_a_step_of_its_own_is_put_at_its_place_and_stays(self, client, county, village):
        here = village.parent.parent
        added = {
            "stepnew0_name": "村民代表会议", "stepnew0_kind": "assess", "stepnew0_level": "village",
            "stepnew0_after": "0", "stepnew0_days": "4", "since": "2026-11-23",
        }  # fmt: skip
        client.post(url("rule_edit", here.pk, "dibao"), self.form(client, here, **added))
        client.post(
            url("rule_edit", here.pk, "dibao"), self.form(client, here, since="2026-11-24", step1_days="6")
        )

        for row in ApplicationRule.objects.all():
            assert [step.name for step in row.procedure.steps][:3] == ["村评议", "村民代表会议", "村公示"]
        assert row.procedure.steps[1].days == 6

    def test_a_notice_right_after_a_notice_is_refused(self, client, county, village):
        here = village.parent.parent
        added = {"stepnew0_name": "再公示", "stepnew0_kind": "notice", "stepnew0_after": "1"}

        text = client.post(url("rule_edit", here.pk, "dibao"), self.form(client, here, **added)).text

        assert "两次公示不能紧接着" in text

    def test_what_makes_no_procedure_is_refused_in_words(self, client, county, village):
        here = village.parent.parent
        without = self.form(client, here)
        del without["step6_used"]

        assert "最后一个环节必须是批准" in client.post(url("rule_edit", here.pk, "dibao"), without).text


class TestElsewhere:
    def test_the_search_finds_it_by_number_and_name(self, office):
        application = ApplicationFactory(person__unit=office.village, person__name="王芳")
        scope = office.member.scope_of("benefit_view")

        assert find_applications(application.number, scope) == find_applications("王芳", scope)
        assert find_applications("王芳", offices().member.scope_of("benefit_view")) == []

    def test_the_pages_of_person_and_unit_show_it(self, client, member, village):
        application = ApplicationFactory(person__unit=village)

        assert application.number in client.get(application.person.get_absolute_url()).text
        assert "待遇申请" in client.get(village.get_absolute_url()).text

    def test_it_stands_beside_a_petition(self, office):
        application = ApplicationFactory(person__unit=office.village)

        facts = {fact.label: fact.value for fact in facts_about(application.person, office.member)}

        assert facts["正在申请"] == "低保，村评议"
