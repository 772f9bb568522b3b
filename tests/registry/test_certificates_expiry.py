import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import AuditEntry
from registry.certificates.models import CertificateCase, CertificateRule
from registry.choices import ArchiveReason
from registry.services.persons import archive_person
from tests.factories import PersonFactory, TownshipFactory, VillageFactory
from tests.factories.certificates import CaseFactory, with_card

LIST, EXPORT = reverse("certificates:expiry_list"), reverse("certificates:expiry_export")
RENEW = reverse("certificates:expiry_renew")
HOUSEHOLDS = reverse("certificates:household_list")
NOW, TODAY = datetime(2026, 11, 22, 2, tzinfo=UTC), date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def village():
    return VillageFactory(name="南什村", parent__name="会师镇")


@pytest.fixture
def neighbour(village):
    return VillageFactory(name="远村", parent=TownshipFactory(name="远镇", parent=village.parent.parent))


@pytest.fixture
def clerk(village, sign_in):
    return sign_in(village.parent.parent)


def ending(unit, days, **facts):
    """Return a person of the unit whose certificate runs out so many days from now."""
    return with_card(unit=unit, issued_on=date(2016, 1, 1), expires_on=TODAY + timedelta(days=days), **facts)


def names(response, key="people"):
    return {person.name for person in response.context[key]}


class TestTheWorklist:
    @pytest.fixture(autouse=True)
    def _people(self, village):
        for name, days in (
            ("昨", -1),
            ("今", 0),
            ("卅", 30),
            ("卅一", 31),
            ("六十", 60),
            ("九十", 90),
            ("远", 91),
        ):
            ending(village, days, name=name)

    @pytest.mark.parametrize(
        ("span", "found"),
        [
            ("", {"昨"}),
            ("expired", {"昨"}),
            ("30", {"今", "卅"}),
            ("60", {"卅一", "六十"}),
            ("90", {"九十"}),
            ("nonsense", {"昨"}),
        ],
    )
    def test_has_a_tab_for_each_span(self, client, clerk, span, found):
        assert names(client.get(LIST, {"span": span})) == found

    def test_counts_them_on_the_tabs(self, client, clerk):
        page = client.get(LIST)

        assert [number for _, number in page.context["tabs"]] == [1, 2, 2, 1]
        assert "31–60 天（2）" in page.text

    def test_leaves_out_the_archived(self, client, clerk, village):
        gone = ending(village, -3, name="故")
        archive_person(gone, by=clerk, at=NOW, reason=ArchiveReason.DEATH, on=TODAY)

        assert names(client.get(LIST)) == {"昨"}

    def test_filters_by_name(self, client, clerk):
        assert names(client.get(LIST, {"span": "30", "q": "卅"})) == {"卅"}

    def test_sends_only_the_results_to_htmx(self, client, clerk):
        fragment = client.htmx("get", LIST).text

        assert "已过期（1）" in fragment
        assert "<h1" not in fragment


class TestByUnit:
    def test_a_county_sees_its_townships(self, client, clerk, village, neighbour):
        ending(village, -1)
        ending(neighbour, 5)

        rows = client.get(LIST).context["rows"]

        assert [(unit.name, counts) for unit, counts in rows] == [
            ("会师镇", [1, 0, 0, 0]), ("远镇", [0, 1, 0, 0]),
        ]  # fmt: skip

    def test_a_township_sees_its_villages_and_no_neighbours(self, client, village, neighbour, sign_in):
        ending(village, -1, name="甲")
        ending(VillageFactory(name="南咀村", parent=village.parent), 40)
        ending(neighbour, -5, name="乙")
        sign_in(village.parent, as_township_clerk=True)

        response = client.get(LIST)

        assert [unit.name for unit, _ in response.context["rows"]] == ["南什村", "南咀村"]
        assert names(response) == {"甲"}

    def test_narrows_to_a_township(self, client, clerk, village, neighbour):
        ending(village, -1, name="甲")
        ending(neighbour, -5, name="乙")

        response = client.get(LIST, {"township": neighbour.parent.code})

        assert names(response) == {"乙"}
        assert response.context["tabs"][0][1] == 1

    def test_costs_the_same_for_many(self, clerk, village, assert_flat_queries):
        ending(village, -1)

        assert_flat_queries(LIST, lambda: [CaseFactory(person=ending(village, -2)) for _ in range(5)])


class TestPrivacy:
    def test_phones_are_masked_on_the_page_and_in_the_workbook(self, client, clerk, village):
        person = ending(village, -1, phone="13812345678", address="=三社")

        page = client.get(LIST).text
        rows = CalamineWorkbook.from_filelike(io.BytesIO(client.get(EXPORT).content))
        rows = rows.get_sheet_by_index(0).to_python()

        assert "138****5678" in page
        assert person.id_number not in page
        assert rows[2][2] == "王芳"
        assert "138****5678" in rows[2]
        assert "13812345678" not in str(rows)
        assert person.id_number not in str(rows)

    def test_the_export_is_logged(self, client, clerk, village):
        ending(village, -1)

        client.get(EXPORT, {"span": "expired"})

        entry = AuditEntry.objects.get(event="export")
        assert (entry.actor, entry.additional_data["rows"]) == (clerk, 1)

    def test_a_village_may_not_export(self, client, village, sign_in):
        sign_in(village, as_village_member=True)

        assert client.get(EXPORT).status_code == 403


class TestRenewing:
    def test_the_chosen_are_taken_in(self, client, clerk, village):
        chosen, other = ending(village, -1), ending(village, -2)

        page = client.post(RENEW, {"person": [chosen.pk], "span": "expired"}, follow=True).text

        assert "已为 1 人受理换领" in page
        assert [case.person for case in CertificateCase.objects.all()] == [chosen]
        assert "换领：待审核" in page
        assert f'value="{other.pk}"' in page

    def test_somebody_under_way_is_left_out(self, client, clerk, village):
        busy = CaseFactory(person=ending(village, -1)).person

        page = client.post(RENEW, {"person": [busy.pk]}, follow=True).text

        assert "另有 1 人正在办理或不能换领" in page
        assert CertificateCase.objects.count() == 1

    def test_choosing_nobody_is_explained(self, client, clerk):
        page = client.post(RENEW, {"person": ["x", "²"]}, follow=True).text

        assert "请先在名单中选择要换领的人" in page

    def test_somebody_elsewhere_cannot_be_chosen(self, client, village, neighbour, sign_in):
        there = ending(neighbour, -1)
        sign_in(village.parent, as_township_clerk=True)

        client.post(RENEW, {"person": [there.pk]})

        assert not CertificateCase.objects.exists()


class TestHouseholds:
    @pytest.fixture(autouse=True)
    def _people(self, village, neighbour):
        for name, grade, relation in (("父", "1", "head"), ("子", "3", "child")):
            with_card(unit=village, name=name, grade=grade, household_number="0007", relation=relation)
        with_card(unit=neighbour, name="同号", household_number="0007")
        with_card(unit=village, name="独", household_number="0008")
        PersonFactory.create_batch(2, unit=village, name="无号")

    def test_of_several_are_listed(self, client, clerk):
        response = client.get(HOUSEHOLDS)
        rows = list(response.context["households"])

        assert [(len(row["people"]), row["severe"], row["head"].name) for row in rows] == [(2, 1, "父")]
        assert "1 户，残疾人 2 人" in response.text

    def test_are_filtered_by_size_and_place(self, client, clerk, neighbour):
        assert not list(client.get(HOUSEHOLDS, {"least": "3"}).context["households"])
        township = {"township": neighbour.parent.code}
        assert not list(client.get(HOUSEHOLDS, township).context["households"])

    def test_of_a_neighbour_are_not_shown(self, client, neighbour, sign_in):
        sign_in(neighbour.parent, as_township_clerk=True)

        assert not list(client.get(HOUSEHOLDS).context["households"])

    def test_show_their_people(self, client, clerk, village):
        person = village.persons.get(name="子")

        page = client.get(reverse("certificates:household_detail", args=[person.pk])).text

        assert "父户" in page
        assert "一户多残" in page
        assert "同号" not in page
        assert "子女" in page

    def test_tell_who_has_left(self, client, clerk, village):
        archive_person(village.persons.get(name="父"), by=clerk, at=NOW, reason=ArchiveReason.DEATH, on=TODAY)
        person = village.persons.get(name="子")

        response = client.get(reverse("certificates:household_detail", args=[person.pk]))

        assert not response.context["household"].is_shared
        assert "父" in response.text
        assert "死亡，2026年11月22日" in response.text

    def test_of_somebody_without_a_number_hold_that_one_alone(self, client, clerk, village):
        person = village.persons.filter(name="无号").first()

        household = client.get(reverse("certificates:household_detail", args=[person.pk])).context[
            "household"
        ]

        assert household.members == [person]

    def test_send_only_the_results_to_htmx(self, client, clerk):
        fragment = client.htmx("get", HOUSEHOLDS).text

        assert "父户" in fragment
        assert "<h1" not in fragment

    def test_cost_the_same_for_many(self, clerk, village, assert_flat_queries):
        def add():
            for number in range(5):
                for _ in range(2):
                    with_card(unit=village, household_number=f"1{number}{village.persons.count() // 2}")

        assert_flat_queries(HOUSEHOLDS, add)


class TestStagesOfTheCounty:
    @pytest.fixture
    def county(self, village, clerk):
        return village.parent.parent

    def set(self, client, county, days):
        form = {
            "valid_years": 10, "assess_days": 20, "notice_days": 5, "review_days": 10, "issue_days": 5,
            "expiry_days": days, "source": "会残联〔2026〕3 号", "since": "2026-11-22",
        }  # fmt: skip
        return client.post(reverse("certificates:rule_edit", args=[county.pk]), form)

    def test_make_the_tabs_of_the_worklist(self, client, county, village):
        ending(village, 100, name="远期")
        self.set(client, county, "120、45")

        response = client.get(LIST, {"span": "120"})

        assert [span.label for span, _ in response.context["tabs"]] == ["已过期", "45 天内", "46–120 天"]
        assert names(response) == {"远期"}

    def test_reach_the_workbench_of_a_village(self, client, county, village, sign_in):
        self.set(client, county, "15")
        ending(village, 20)
        ending(village, 10)
        sign_in(village, as_village_member=True)

        text = client.get("/").text

        assert "本残疾人证 15 天内到期" in text
        assert "30 天" not in text

    def test_of_another_county_do_not_count(self, client, county, sign_in):
        self.set(client, county, "15")
        sign_in(VillageFactory().parent.parent)

        assert [span.key for span, _ in client.get(LIST).context["tabs"]] == ["expired", "30", "60", "90"]

    @pytest.mark.parametrize("days", ["", "很久", "0、30", "9999", "1、2、3、4、5、6、7"])
    def test_that_make_no_sense_are_refused(self, client, county, days):
        assert self.set(client, county, days).status_code == 200
        assert not CertificateRule.objects.exists()
