from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from registry.certificates.choices import CaseKind, CaseState
from registry.certificates.models import CertificateCase, Holiday
from registry.choices import CardState
from registry.models import Person
from tests.factories import PersonFactory, TownshipFactory, VillageFactory, id_number
from tests.factories.certificates import CaseFactory, HolidayFactory, with_card

LIST = reverse("certificates:case_list")
NOW = datetime(2026, 11, 10, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def village():
    return VillageFactory(name="南什村", parent__name="会师镇")


@pytest.fixture
def clerk(village, sign_in):
    return sign_in(village.parent.parent)


@pytest.fixture
def person(village):
    return with_card(unit=village, name="王芳", issued_on=date(2016, 11, 20), expires_on=date(2026, 11, 20))


@pytest.fixture
def case(person):
    return CaseFactory(person=person)


def address(name, *args):
    return reverse(f"certificates:{name}", args=args)


class TestTheList:
    def test_shows_the_cases_of_my_units_and_not_the_neighbours(self, client, village, sign_in, case):
        there = VillageFactory(parent=TownshipFactory(parent=village.parent.parent))
        CaseFactory(person=with_card(unit=there, name="李强"))
        sign_in(village.parent, as_township_clerk=True)

        page = client.get(LIST).text

        assert "王芳" in page
        assert "李强" not in page

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ({}, {"甲", "乙", "丙"}),
            ({"state": "review"}, {"甲", "乙"}),
            ({"state": "overdue"}, {"乙"}),
            ({"state": "returned"}, {"丙"}),
            ({"state": "done"}, {"丁"}),
            ({"state": "all"}, {"甲", "乙", "丙", "丁"}),
            ({"kind": "cancel"}, {"乙"}),
            ({"q": "甲"}, {"甲"}),
            ({"kind": "nonsense", "state": "x", "township": "y"}, {"甲", "乙", "丙"}),
        ],
    )
    def test_filters(self, client, clerk, village, query, names):
        CaseFactory(person=with_card(unit=village, name="甲"))
        CaseFactory(person=with_card(unit=village, name="乙"), kind="cancel", due_on=date(2026, 11, 9))
        CaseFactory(person=with_card(unit=village, name="丙"), state=CaseState.RETURNED, due_on=None)
        CaseFactory(
            person=with_card(unit=village, name="丁"),
            state=CaseState.DONE,
            finished_at=NOW,
            finished_by=clerk,
        )

        cases = client.get(LIST, query).context["cases"]

        assert {case.name for case in cases} == names

    def test_says_by_how_much_a_case_is_late(self, client, clerk, case):
        CertificateCase.objects.update(due_on=date(2026, 11, 7))

        page = client.get(LIST).text

        assert "超期 3 天" in page

    def test_sends_only_the_results_to_htmx(self, client, clerk, case):
        fragment = client.htmx("get", LIST).text

        assert "王芳" in fragment
        assert "<h1" not in fragment

    def test_costs_the_same_for_many(self, clerk, village, case, assert_flat_queries):
        assert_flat_queries(LIST, lambda: [CaseFactory(person=with_card(unit=village)) for _ in range(5)])


class TestStarting:
    def test_the_persons_page_offers_what_fits(self, client, clerk, person):
        page = client.get(person.get_absolute_url()).text

        assert address("case_start", person.pk, "renew") in page
        assert address("case_start", person.pk, "reissue") in page
        assert address("case_start", person.pk, "unfreeze") not in page

    def test_a_reader_is_offered_nothing(self, client, village, sign_in, person):
        sign_in(village.parent.parent, as_leader=True)

        assert address("case_start", person.pk, "renew") not in client.get(person.get_absolute_url()).text

    def test_takes_the_application_in(self, client, clerk, person):
        url = address("case_start", person.pk, "renew")

        response = client.post(url, {"applied_on": "2026-11-10"}, follow=True)

        case = CertificateCase.objects.get()
        assert (case.kind, case.person, case.started_by) == (CaseKind.RENEW, person, clerk)
        assert "已受理 王芳 的换领。" in response.text

    @pytest.mark.parametrize(
        ("kind", "form", "words"),
        [
            ("renew", {"applied_on": "2026-11-11"}, "申请日期不能晚于今天"),
            ("cancel", {"applied_on": "2026-11-10"}, "注销原因：这个字段是必填项"),
            ("freeze", {"applied_on": "2026-11-10"}, "申请事由：这个字段是必填项"),
            ("unfreeze", {"applied_on": "2026-11-10", "note": "已核实"}, "持有残疾人证，不能办理解冻"),
            (
                "cancel",
                {"applied_on": "2026-11-10", "reason": "death", "happened_on": "2026-11-12"},
                "发生日期不能晚于今天",
            ),
        ],
    )
    def test_explains_what_is_wrong(self, client, clerk, person, kind, form, words):
        page = client.post(address("case_start", person.pk, kind), form).text

        assert words in page.replace("。", "")
        assert not CertificateCase.objects.exists()

    def test_an_unknown_kind_does_not_exist(self, client, clerk, person):
        assert client.get(address("case_start", person.pk, "nonsense")).status_code == 404

    def test_every_kind_has_a_form(self, client, clerk, person):
        pages = [client.get(address("case_start", person.pk, kind)) for kind in CaseKind]

        assert {page.status_code for page in pages} == {200}

    def test_a_newcomer_applies(self, client, clerk, village):
        form = {"name": "马小燕", "id_number": id_number(9), "unit": village.pk, "applied_on": "2026-11-10"}

        client.post(address("case_create"), form)

        case = CertificateCase.objects.get()
        assert (case.name, case.step, case.person) == ("马小燕", "assess", None)

    def test_a_newcomer_with_a_wrong_number_is_told_so(self, client, clerk, village):
        form = {"name": "马小燕", "id_number": "620499", "unit": village.pk, "applied_on": "2026-11-10"}

        assert "身份证号应为 18 位" in client.post(address("case_create"), form).text

    def test_somebody_arrives_with_a_certificate(self, client, clerk, village):
        form = {
            "name": "马小燕", "id_number": id_number(9), "unit": village.pk, "place": "兰州市",
            "card_number": f"{id_number(9)}13", "issued_on": "2020-01-06", "expires_on": "2030-01-06",
            "applied_on": "2026-11-10",
        }  # fmt: skip

        client.post(address("case_arrive"), form)

        case = CertificateCase.objects.get()
        assert (case.kind, case.category, case.grade) == (CaseKind.MOVE_IN, "1", "3")

    def test_a_certificate_of_somebody_else_is_refused(self, client, clerk, village):
        form = {
            "name": "马小燕", "id_number": id_number(9), "unit": village.pk, "place": "兰州市",
            "card_number": f"{id_number(8)}13", "issued_on": "2020-01-06", "expires_on": "2030-01-06",
            "applied_on": "2026-11-10",
        }  # fmt: skip

        page = client.post(address("case_arrive"), form).text

        assert "前 18 位与身份证号不一致" in page


class TestTheCasesPage:
    def test_shows_where_it_stands_without_a_whole_number(self, client, clerk, case):
        page = client.get(case.get_absolute_url()).text

        assert "待办：审核" in page
        assert "审核通过" in page
        assert case.person.id_number not in page

    def test_a_village_sees_that_the_county_is_next(self, client, village, sign_in, case):
        sign_in(village, as_village_member=True)

        page = client.get(case.get_absolute_url()).text

        assert "审核由县残联办理" in page
        assert "审核通过" not in page

    def test_the_last_step_writes_the_certificate(self, client, clerk, case):
        client.post(address("case_step", case.pk, "review"), {"done_on": "2026-11-09"})
        page = client.post(
            address("case_step", case.pk, "issue"), {"done_on": "2026-11-10"}, follow=True
        ).text

        case.refresh_from_db()
        assert case.is_done
        assert "王芳 的换领已办结" in page
        assert case.person.certificates.count() == 2

    def test_a_step_too_early_is_explained(self, client, clerk, case):
        page = client.post(address("case_step", case.pk, "review"), {"done_on": "2026-11-01"}).text

        assert "办理日期不能早于上一环节的日期" in page

    def test_an_assessment_without_a_grade_is_explained(self, client, clerk, person):
        case = CaseFactory(person=person, kind="change", step="assess")

        page = client.post(
            address("case_step", case.pk, "assess"), {"done_on": "2026-11-09", "agency": "县人民医院"}
        ).text

        assert "请至少选择一类残疾的等级" in page

    def test_an_assessment_of_two_kinds_is_multiple(self, client, clerk, person):
        case = CaseFactory(person=person, kind="change", step="assess")
        form = {"done_on": "2026-11-09", "agency": "县人民医院", "grade_1": "2", "grade_4": "3"}

        page = client.post(address("case_step", case.pk, "assess"), form, follow=True).text

        assert "多重二级（视力二级、肢体三级）" in page

    def test_a_village_cannot_take_the_countys_step(self, client, village, sign_in, case):
        sign_in(village, as_village_member=True)

        page = client.post(address("case_step", case.pk, "review"), {"done_on": "2026-11-10"})

        case.refresh_from_db()
        assert case.step == "review"
        assert page.status_code == 200

    def test_is_sent_back_with_a_reason_and_handed_in_again(self, client, clerk, case):
        page = client.post(
            address("case_return", case.pk), {"step": "review", "note": "照片不合格"}, follow=True
        ).text
        assert "照片不合格" in page

        page = client.post(address("case_resume", case.pk), follow=True).text
        assert "待办：审核" in page

    def test_sending_back_without_a_reason_is_explained(self, client, clerk, case):
        page = client.post(address("case_return", case.pk), {"step": "review"}).text

        assert "退回原因" in page
        case.refresh_from_db()
        assert case.is_open

    def test_is_withdrawn(self, client, clerk, case):
        client.post(address("case_withdraw", case.pk), {"note": "本人撤回"})

        case.refresh_from_db()
        assert case.state == CaseState.WITHDRAWN

    def test_costs_the_same_for_many_entries(self, client, clerk, case, assert_flat_queries):
        def add():
            for _ in range(4):
                client.post(address("case_return", case.pk), {"step": "review", "note": "缺材料"})
                client.post(address("case_resume", case.pk))

        add()
        assert_flat_queries(case.get_absolute_url(), add)


class TestThePersonsPage:
    def test_tells_why_the_former_certificates_ended(self, client, clerk, case):
        client.post(address("case_step", case.pk, "review"), {"done_on": "2026-11-09"})
        client.post(address("case_step", case.pk, "issue"), {"done_on": "2026-11-10"})

        page = client.get(case.person.get_absolute_url()).text

        assert "2026年11月10日 换领新证" in page
        assert "历史证件" in page

    def test_names_the_case_under_way(self, client, clerk, case):
        page = client.get(case.person.get_absolute_url()).text

        assert "换领正在办理" in page
        assert address("case_start", case.person.pk, "renew") not in page


class TestTheCalendar:
    def test_takes_a_day(self, client, clerk, village):
        form = {"unit": village.parent.parent.pk, "day": "2027-01-01", "is_working": "", "name": "元旦"}

        client.post(address("holiday_list"), form)

        holiday = Holiday.objects.get()
        assert (holiday.day, holiday.is_working) == (date(2027, 1, 1), False)

    def test_of_another_county_is_not_shown(self, client, clerk, village):
        HolidayFactory(unit=village.parent.parent, name="本县的日子")
        HolidayFactory(name="外县的日子")

        page = client.get(address("holiday_list")).text

        assert "本县的日子" in page
        assert "外县的日子" not in page

    def test_a_day_without_a_date_is_explained(self, client, clerk, village):
        page = client.post(address("holiday_list"), {"unit": village.parent.parent.pk, "name": "元旦"}).text

        assert "日期：这个字段是必填项" in page.replace("。", "")

    def test_gives_a_day_back(self, client, clerk, village):
        holiday = HolidayFactory(unit=village.parent.parent)

        client.post(address("holiday_remove", holiday.pk))

        assert not Holiday.objects.exists()


class TestLivingApart:
    def test_is_a_filter_of_the_register(self, client, clerk, village):
        PersonFactory(unit=village, name="甲", residence=VillageFactory())
        PersonFactory(unit=village, name="乙", residence=village)
        PersonFactory(unit=village, name="丙")

        people = client.get(reverse("registry:person_list"), {"residence": "apart"}).context["people"]

        assert [person.name for person in people] == ["甲"]


def test_a_frozen_certificate_is_on_no_worklist(client, clerk, village):
    with_card(unit=village, name="甲", expires_on=date(2026, 11, 1), state=CardState.FROZEN)

    assert "甲" not in client.get(reverse("certificates:expiry_list")).text
    assert Person.objects.filter(card_expires_on__lt=date(2026, 11, 1) + timedelta(days=1)).exists()


class TestFromTheRegister:
    def put(self, client, village, **more):
        form = {"name": "王芳", "id_number": id_number(7), "unit": village.pk, "start_case": "new"}
        return client.post(reverse("registry:person_create"), form | more)

    def test_a_newcomer_is_registered_and_the_case_opens_by_itself(self, client, clerk, village):
        response = self.put(client, village)

        person, case = Person.objects.get(), CertificateCase.objects.get()
        assert (case.person, case.kind, case.step, case.applied_on) == (person, "new", "assess", NOW.date())
        assert response.url == case.get_absolute_url()

    def test_who_brings_a_certificate_needs_no_case(self, client, clerk, village):
        number = f"{id_number(7)}43"
        more = {
            "card_number": number,
            "card_category": "4",
            "card_grade": "3",
            "card_issued_on": "2022-05-01",
        }

        text = self.put(client, village, **more).text

        assert "不用新办" in text
        assert not Person.objects.exists()
