import io
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from core.models import Job
from registry.choices import ArchiveReason, Subsistence
from registry.health.choices import FindingState, Severity
from registry.health.models import Finding, RuleSetting
from registry.health.services.checking import check_unit
from registry.models import Person
from tests.factories import (
    CertificateFactory,
    CountyFactory,
    PersonFactory,
    TownshipFactory,
    UserFactory,
    VillageFactory,
    id_number,
)
from tests.factories.health import FindingFactory

BOARD = reverse("health:board")
LIST = reverse("health:finding_list")
RULES = reverse("health:rule_list")
BORN = date(1970, 1, 1)


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def township(county):
    return TownshipFactory(parent=county, name="会师镇")


@pytest.fixture
def village(township):
    return VillageFactory(parent=township, name="南什村")


@pytest.fixture
def person(village):
    return PersonFactory(unit=village, name="王芳", birth_date=BORN, id_number=id_number(2, BORN))


@pytest.fixture
def checked(person, county):
    check_unit(county, by=None, at=timezone.now())
    return {finding.rule: finding for finding in Finding.objects.all()}


def act(name, finding):
    return reverse(f"health:{name}", args=[finding.pk])


def reload(finding):
    return Finding.objects.get(pk=finding.pk)


class TestTheBoard:
    def test_shows_score_counts_and_the_units_below(self, client, sign_in, county, checked):
        sign_in(county)

        page = client.get(BOARD).text

        assert "会师镇" in page
        assert "没有残疾人证信息" in page
        assert "满分 100" in page

    def test_leads_down_to_the_village(self, client, sign_in, county, township, village, checked):
        sign_in(county)

        page = client.get(reverse("health:unit_board", args=[township.pk])).text

        assert reverse("health:unit_board", args=[village.pk]) in page

    def test_begins_for_a_member_at_their_village(self, client, sign_in, village, checked):
        sign_in(village, as_village_member=True)

        page = client.get(BOARD).text

        assert "数据体检 · 南什村" in page
        assert f"{LIST}?village={village.code}" in page

    def test_says_that_nothing_has_been_checked(self, client, sign_in, county):
        sign_in(county)

        assert "还没有体检" in client.get(BOARD).text

    def test_draws_the_course_of_the_score(self, client, sign_in, county, person):
        for day in (1, 2):
            at = timezone.now() + timezone.timedelta(days=day)
            check_unit(county, by=None, at=at)
        sign_in(county)

        assert "以表格查看" in client.get(BOARD).text
        assert "持平" in client.get(BOARD).text

    def test_does_not_open_another_county(self, client, sign_in, county):
        sign_in(county)

        assert client.get(reverse("health:unit_board", args=[CountyFactory().pk])).status_code == 404

    def test_costs_the_same_for_many(self, sign_in, county, township, checked, assert_flat_queries):
        sign_in(county)

        def add_rows():
            for number in range(5):
                place = VillageFactory(parent=TownshipFactory(parent=county))
                PersonFactory(unit=place, id_number=id_number(number + 20))
            check_unit(county, by=None, at=timezone.now())

        assert_flat_queries(BOARD, add_rows)

    def test_starts_a_check(self, client, sign_in, county, person, run_jobs):
        sign_in(county)

        run_jobs(lambda: client.post(reverse("health:check", args=[county.pk])))

        assert Job.objects.get().message.startswith("体检 1 人：新发现")
        assert Finding.objects.exists()


class TestTheList:
    def test_shows_what_waits_the_gravest_first(self, client, sign_in, county, person):
        FindingFactory(person=person, rule="missing_address", detail="没有住址。", severity=Severity.HINT)
        FindingFactory(person=person, rule="too_old", detail="登记年龄 120 岁。", severity=Severity.SERIOUS)
        sign_in(county)

        page = client.get(LIST).text

        assert page.index("登记年龄 120 岁") < page.index("没有住址。")

    def test_does_not_show_the_neighbours(self, client, sign_in, village, person):
        FindingFactory(person=person)
        FindingFactory(person__name="远方人")
        sign_in(village, as_village_member=True)

        page = client.get(LIST).text

        assert "王芳" in page
        assert "远方人" not in page

    @pytest.mark.parametrize(
        ("query", "shown"),
        [
            ({"q": "王"}, True),
            ({"q": "李"}, False),
            ({"rule": "missing_phone"}, True),
            ({"rule": "too_old"}, False),
            ({"severity": "2"}, True),
            ({"severity": "3"}, False),
            ({"state": "fixed"}, False),
            ({"state": "all"}, True),
            ({"rule": "nonsense", "severity": "x", "state": "y", "township": "z"}, True),
        ],
    )
    def test_filters(self, client, sign_in, county, person, query, shown):
        FindingFactory(person=person)
        sign_in(county)

        assert ("王芳" in client.get(LIST, query).text) is shown

    def test_filters_by_place(self, client, sign_in, county, township, village, person):
        FindingFactory(person=person)
        other = VillageFactory(parent=TownshipFactory(parent=county))
        sign_in(county)

        there = {"township": township.code, "village": village.code}
        assert "王芳" in client.get(LIST, there).text
        assert "王芳" not in client.get(LIST, {"village": other.code}).text

    def test_sends_only_the_results_to_htmx(self, client, sign_in, county, person):
        FindingFactory(person=person)
        sign_in(county)

        fragment = client.htmx("get", LIST).text

        assert "王芳" in fragment
        assert "<h1" not in fragment

    def test_costs_the_same_for_many(self, sign_in, county, village, person, assert_flat_queries):
        sign_in(county)
        FindingFactory(person=person)

        def add_rows():
            for number in range(5):
                FindingFactory(person=PersonFactory(unit=village, id_number=id_number(number + 20)))

        assert_flat_queries(LIST, add_rows)

    def test_exports_what_it_shows_with_masked_numbers(self, client, sign_in, county, person):
        FindingFactory(person=person)
        FindingFactory(person=person, rule="missing_hukou")
        sign_in(county)

        response = client.get(reverse("health:finding_export"), {"rule": "missing_phone"})

        rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
        assert len(rows) == 3
        assert rows[2][:7] == [
            "会师镇",
            "南什村",
            "王芳",
            person.masked_id_number,
            "没有联系电话",
            "一般",
            "没有联系电话。",
        ]

    def test_keeps_several_for_one_reason(self, client, sign_in, village, person):
        rows = [FindingFactory(person=person, rule=rule) for rule in ("missing_phone", "missing_hukou")]
        sign_in(village, as_village_member=True)

        data = {"findings": [row.pk for row in rows], "reason": "已入户核实", "back": f"{LIST}?severity=2"}
        response = client.post(reverse("health:findings_keep"), data)

        assert response.url == f"{LIST}?severity=2"
        assert set(Finding.objects.values_list("state", "kept_reason")) == {("kept", "已入户核实")}

    @pytest.mark.parametrize(
        ("data", "words"),
        [({"reason": "好"}, "至少 4 个字"), ({"reason": "已入户核实", "findings": []}, "请至少选择一条")],
    )
    def test_explains_what_is_missing_and_keeps_the_ticks(
        self, client, sign_in, village, person, data, words
    ):
        row = FindingFactory(person=person)
        sign_in(village, as_village_member=True)

        page = client.post(reverse("health:findings_keep"), {"findings": [row.pk]} | data).text

        assert words in page
        assert not Finding.objects.filter(state=FindingState.KEPT).exists()

    def test_does_not_keep_the_neighbours(self, client, sign_in, village):
        other = FindingFactory()
        sign_in(village, as_village_member=True)

        client.post(reverse("health:findings_keep"), {"findings": [other.pk], "reason": "已入户核实"})

        assert reload(other).is_open

    def test_offers_no_boxes_to_a_reader(self, client, sign_in, county, person):
        FindingFactory(person=person)
        sign_in(county, as_leader=True)

        assert "data-pick" not in client.get(LIST).text


class TestAFinding:
    def test_says_what_why_and_how(self, client, sign_in, village, checked):
        sign_in(village, as_village_member=True)

        page = client.get(checked["missing_phone"].get_absolute_url()).text

        assert "联系不到本人" in page
        assert "补填本人或家属的电话" in page
        assert 'name="phone"' in page
        assert 'name="address"' not in page

    def test_is_mended_and_leads_on(self, client, sign_in, village, checked, person):
        sign_in(village, as_village_member=True)

        response = client.post(
            act("finding_mend", checked["missing_phone"]), {"phone": "138 1111 2222"}, follow=True
        )

        assert reload(checked["missing_phone"]).state == FindingState.FIXED
        assert Person.objects.get().phone == "13811112222"
        assert "复查通过" in response.text

    def test_that_is_mended_wrongly_stays(self, client, sign_in, village, checked):
        sign_in(village, as_village_member=True)

        page = client.post(act("finding_mend", checked["missing_phone"]), {"phone": ""}, follow=True).text

        assert "复查后问题仍在" in page
        assert reload(checked["missing_phone"]).is_open

    def test_of_contradicting_numbers_takes_them_from_the_id(self, client, sign_in, county, village):
        PersonFactory(unit=village, birth_date=date(1971, 2, 3), sex="male", id_number=id_number(2, BORN))
        check_unit(county, by=None, at=timezone.now())
        finding = Finding.objects.get(rule="birth_mismatch")
        sign_in(village, as_village_member=True)

        client.post(act("finding_mend", finding), {"id_number": "", "birth_date": "", "sex": ""})

        assert not Finding.objects.open().filter(rule__in=["birth_mismatch", "sex_mismatch"]).exists()
        assert Person.objects.get().birth_date == BORN

    def test_explains_an_invalid_value_beside_its_field(self, client, sign_in, county, village):
        PersonFactory(unit=village, birth_date=date(1971, 2, 3), id_number=id_number(2, BORN))
        check_unit(county, by=None, at=timezone.now())
        finding = Finding.objects.get(rule="birth_mismatch")
        sign_in(village, as_village_member=True)

        page = client.post(act("finding_mend", finding), {"birth_date": "1972-01-01", "sex": ""}).text

        assert "出生日期与身份证号不一致" in page
        assert reload(finding).is_open

    def test_of_a_certificate_is_mended_through_the_certificate(
        self, client, sign_in, county, person, village
    ):
        CertificateFactory(person=person, category="1", grade="2", number=f"{person.id_number}42")
        check_unit(county, by=None, at=timezone.now())
        finding = Finding.objects.get(rule="card_number_category")
        sign_in(village, as_village_member=True)

        client.post(
            act("finding_mend", finding), {"card_number": "", "card_category": "4", "card_grade": "2"}
        )

        person.refresh_from_db()
        assert person.category == "4"
        assert reload(finding).state == FindingState.FIXED

    def test_of_an_expired_certificate_begins_ten_more_years(self, client, sign_in, county, person, village):
        card = CertificateFactory(person=person, issued_on=date(2010, 1, 1), expires_on=date(2020, 1, 1))
        person.card_state, person.card_expires_on = "valid", card.expires_on
        person.save()
        check_unit(county, by=None, at=timezone.now())
        finding = Finding.objects.get(rule="card_expired")
        sign_in(village, as_village_member=True)

        facts = {"card_category": "4", "card_grade": "2", "card_issued_on": "2026-01-05"}
        client.post(act("finding_mend", finding), facts | {"card_expires_on": "2020-01-01"})

        person.refresh_from_db()
        assert person.card_expires_on == date(2036, 1, 5)
        assert reload(finding).state == FindingState.FIXED

    def test_of_a_duplicate_is_mended_by_archiving(self, client, sign_in, county, person, village):
        PersonFactory(unit=village, name="王方", birth_date=BORN, id_number=id_number(4, BORN))
        check_unit(county, by=None, at=timezone.now())
        finding = Finding.objects.get(rule="near_duplicate")
        sign_in(village, as_village_member=True)

        client.post(act("finding_archive", finding), {"reason": "duplicate", "on": "2026-11-01"})

        assert reload(finding).person.archive_reason == ArchiveReason.DUPLICATE
        assert not Finding.objects.open().filter(person=finding.person).exists()

    def test_archiving_without_a_reason_is_explained(self, client, sign_in, county, person, village):
        finding = FindingFactory(person=person, rule="too_old")
        sign_in(village, as_village_member=True)

        page = client.post(act("finding_archive", finding), {"on": "2026-11-01"}).text

        assert "有内容需要改正" in page

    def test_of_somebody_dead_in_benefit_is_mended_by_ending_it(self, client, sign_in, county, person):
        Person.objects.filter(pk=person.pk).update(
            archived_at=timezone.now(), archived_by=UserFactory(), archive_reason="death", subsistence="dibao"
        )
        check_unit(county, by=None, at=timezone.now())
        finding = Finding.objects.get(rule="archived_in_benefit")
        sign_in(county)
        assert "取消低保特困标注" in client.get(finding.get_absolute_url()).text

        client.post(act("finding_archive", finding))

        assert reload(finding).state == FindingState.FIXED
        assert Person.objects.get().subsistence == Subsistence.NONE

    def test_is_kept_for_a_reason_and_taken_back(self, client, sign_in, village, checked):
        finding = checked["card_missing"]
        sign_in(village, as_village_member=True)

        client.post(act("finding_keep", finding), {"reason": "本人不愿办证"})
        kept = client.get(finding.get_absolute_url()).text
        client.post(act("finding_reopen", finding))

        assert "本人不愿办证" in kept
        assert "撤销确认" in kept
        assert reload(finding).is_open

    def test_asks_for_a_reason(self, client, sign_in, village, checked):
        sign_in(village, as_village_member=True)

        page = client.post(act("finding_keep", checked["card_missing"]), {"reason": ""}).text

        assert "有内容需要改正" in page

    def test_shows_a_reader_no_forms(self, client, sign_in, county, checked):
        sign_in(county, as_leader=True)

        page = client.get(checked["missing_phone"].get_absolute_url()).text

        assert 'name="phone"' not in page
        assert "确认无误的理由" not in page

    def test_stands_first_on_the_page_of_the_person(self, client, sign_in, village, checked, person):
        sign_in(village, as_village_member=True)

        page = client.get(person.get_absolute_url()).text

        assert page.index("没有联系电话。") < page.index("基本信息")

    def test_stands_on_the_page_of_the_unit(self, client, sign_in, county, village, checked):
        sign_in(county)

        assert reverse("health:unit_board", args=[village.pk]) in client.get(village.get_absolute_url()).text


class TestTheRules:
    def test_are_listed_with_what_they_find(self, client, sign_in, county, checked):
        sign_in(county)

        page = client.get(RULES).text

        assert "年龄超过（岁） 110" in page
        assert f"{LIST}?rule=missing_phone" in page

    def test_are_read_by_a_village_without_being_changed(self, client, sign_in, county, village):
        sign_in(village, as_village_member=True)

        page = client.get(RULES).text

        assert "会宁县" in page
        assert reverse("health:rule_edit", args=[county.pk, "too_old"]) not in page

    def test_are_changed_from_today_on(self, client, sign_in, county):
        sign_in(county)
        data = {"is_on": "on", "severity": "2", "weight": "3", "threshold": "100"}

        client.post(reverse("health:rule_edit", args=[county.pk, "too_old"]), data)

        setting = RuleSetting.objects.get()
        assert (setting.since, setting.threshold, setting.severity) == (timezone.localdate(), 100, 2)
        assert "年龄超过（岁） 100" in client.get(RULES).text

    def test_changed_wrongly_are_explained(self, client, sign_in, county):
        sign_in(county)
        data = {"is_on": "on", "severity": "9", "weight": "-1", "threshold": ""}

        page = client.post(reverse("health:rule_edit", args=[county.pk, "too_old"]), data).text

        assert "有内容需要改正" in page
        assert not RuleSetting.objects.exists()

    def test_without_a_threshold_ask_for_none(self, client, sign_in, county):
        sign_in(county)

        assert (
            'name="threshold"'
            not in client.get(reverse("health:rule_edit", args=[county.pk, "id_invalid"])).text
        )

    def test_that_do_not_exist_are_not_found(self, client, sign_in, county):
        sign_in(county)

        assert client.get(reverse("health:rule_edit", args=[county.pk, "nothing"])).status_code == 404
