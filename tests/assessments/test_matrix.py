from dataclasses import replace
from io import BytesIO
from urllib.parse import parse_qs

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from accounts.roles import Role
from assessments import facts
from assessments.models import Check
from assessments.selectors import matrix
from assessments.selectors.compliance import live_matrix
from assessments.services.checklists import install_defaults
from orgs.scoping import EVERYWHERE
from tests.assessments.conftest import AUTUMN, TODAY
from tests.factories import (
    CheckFactory,
    ChecklistFactory,
    CityFactory,
    ClosedQuarterFactory,
    CountyFactory,
    EvidenceUseFactory,
    TownshipFactory,
    VillageFactory,
)

URL = reverse("assessments:matrix")


def rows_of(response):
    return [line.unit.name for line in response.context["lines"]]


@pytest.fixture
def lacking_plate(township, plate):
    return CheckFactory(unit=township, item=plate, result=Check.Result.NO)


class TestTheSelector:
    def test_says_of_each_cell_what_was_found(self, nine, township, plate, lacking_plate, appoint):
        appoint(township)
        CheckFactory(unit=township, item=nine.items.get(number=2))

        row = matrix(nine, [township], AUTUMN, on=TODAY).rows[0]

        assert [cell.state for cell in row.cells] == [
            "no", "yes", "yes", "unseen", "unseen", "unseen", "unseen", "unseen", "unknown",
        ]  # fmt: skip
        assert (row.met, row.lacking, row.open) == (2, 1, 6)
        assert row.missing == [plate]
        assert row.verdict == ("差 1 项", "bad")

    def test_calls_a_unit_compliant_only_with_everything(self, six, village, appoint):
        for item in six.items.all():
            CheckFactory(unit=village, item=item, **({"overriding": True} if item.is_fact else {}))

        row = matrix(six, [village], AUTUMN, on=TODAY).rows[0]

        assert row.is_compliant
        assert row.verdict == ("达标", "good")

    def test_does_not_take_uninspected_for_lacking(self, six, village, appoint):
        appoint(village)
        CheckFactory(unit=village, item=six.items.get(number=6), overriding=True)

        assert matrix(six, [village], AUTUMN, on=TODAY).rows[0].verdict == ("待查 4 项", "warn")

    def test_counts_who_lacks_which_item(self, nine, township, lacking_plate):
        there = TownshipFactory(parent=township.parent)

        found = matrix(nine, [township, there], AUTUMN, on=TODAY)

        assert dict(found.lacking_by_item)[lacking_plate.item] == 1

    def test_leaves_out_items_that_have_ended(self, nine, township, plate):
        plate.valid_to = AUTUMN.previous.end
        plate.save()

        assert plate not in matrix(nine, [township], AUTUMN, on=TODAY).items
        assert plate in matrix(nine, [township], AUTUMN.previous, on=TODAY).items


class TestThePage:
    def test_shows_townships_for_nine_and_villages_for_six(self, client, sign_in, county, village):
        sign_in(county)

        assert rows_of(client.get(URL)) == ["会师镇"]
        assert rows_of(client.get(URL, {"list": "liuyou"})) == ["南什村"]

    def test_names_every_cell_and_leads_to_it(self, client, sign_in, county, township, lacking_plate):
        sign_in(county)

        page = client.get(URL).text

        assert 'aria-label="会师镇 残联牌子：无"' in page
        assert f'href="{lacking_plate.get_absolute_url()}"' in page
        assert "差 2 项" in page

    def test_marks_what_the_system_decides_and_what_a_person_overruled(
        self, client, sign_in, county, township, roster
    ):
        sign_in(county)
        assert 'class="cell n auto"' in client.get(URL).text

        CheckFactory(unit=township, item=roster, overriding=True)

        page = client.get(URL).text
        assert 'class="cell y over"' in page
        assert 'aria-label="会师镇 专职委员名单：有（人工改判）"' in page

    def test_hides_the_neighbours(self, client, sign_in, county, township):
        neighbour = TownshipFactory(name="河畔镇", parent=county)
        sign_in(township, role=Role.TOWNSHIP_CLERK)

        page = client.get(URL).text

        assert "会师镇" in page
        assert neighbour.name not in page

    def test_shows_a_village_only_its_own_list(self, client, sign_in, village):
        VillageFactory(name="西岩村", parent=village.parent)
        sign_in(village, role=Role.VILLAGE_MEMBER)

        response = client.get(URL)

        assert rows_of(response) == ["南什村"]
        assert "六有达标" in response.text

    def test_lets_the_city_choose_the_county(self, client, sign_in):
        city = CityFactory()
        here, there = CountyFactory(name="会宁县", parent=city), CountyFactory(name="靖远县", parent=city)
        for county in (here, there):
            install_defaults(county)
            TownshipFactory(name=f"{county.name}城关镇", parent=county)
        sign_in(city, role=Role.CITY_VIEWER)

        assert rows_of(client.get(URL)) == ["会宁县城关镇"]
        assert rows_of(client.get(URL, {"county": there.pk})) == ["靖远县城关镇"]

    def test_offers_a_county_without_lists_the_usual_ones(self, client, sign_in):
        county = TownshipFactory().parent
        sign_in(county)

        assert "启用九有、六有清单" in client.get(URL).text
        client.post(reverse("assessments:checklist_defaults", args=[county.pk]))
        assert "九有达标" in client.get(URL).text

    def test_says_which_year_has_no_list(self, client, sign_in, county, township):
        sign_in(county)
        client.get(URL)
        session = client.session
        session["view_year"] = 2023
        session.save()

        page = client.get(URL).text

        assert "2023 年度没有适用于您范围内单位的达标清单" in page
        assert "启用九有、六有清单" not in page

    def test_sends_only_the_table_to_htmx(self, client, sign_in, county, township):
        sign_in(county)

        page = client.htmx("get", URL).text

        assert "会师镇" in page
        assert "<h1" not in page

    def test_costs_the_same_however_many_rows(self, sign_in, county, township, plate, assert_flat_queries):
        sign_in(county)

        def add():
            for unit in TownshipFactory.create_batch(8, parent=county):
                CheckFactory(unit=unit, item=plate)

        assert_flat_queries(URL, add)

    def test_costs_the_same_however_many_villages(
        self, sign_in, county, village, assert_flat_queries, appoint
    ):
        sign_in(county)
        appoint(VillageFactory(parent=village.parent))

        def add():
            for unit in VillageFactory.create_batch(8, parent=village.parent):
                appoint(unit)

        assert_flat_queries(f"{URL}?list=liuyou", add)

    @pytest.mark.parametrize(
        "query",
        ["list=x", "unit=x", "unit=999999", "quarter=9", "quarter=x", "show=x", "item=x", "county=x", "%00"],
    )
    def test_ignores_nonsense(self, client, sign_in, county, township, query):
        sign_in(county)

        assert rows_of(client.get(f"{URL}?{query}")) == ["会师镇"]


class TestTheFilters:
    @pytest.fixture(autouse=True)
    def _two_townships(self, client, sign_in, county, township, lacking_plate, appoint):
        self.there = TownshipFactory(name="河畔镇", parent=county)
        VillageFactory(name="北岸村", parent=self.there)
        VillageFactory(name="东河村", parent=township)
        appoint(self.there)
        sign_in(county)

    def test_narrow_to_a_township(self, client):
        response = client.get(URL, {"list": "liuyou", "unit": self.there.pk})

        assert rows_of(response) == ["北岸村"]

    def test_narrow_to_units_with_gaps(self, client):
        assert rows_of(client.get(URL, {"show": "lacking"})) == ["会师镇"]
        assert rows_of(client.get(URL, {"show": "gaps"})) == ["会师镇", "河畔镇"]

    def test_narrow_to_units_that_owe_evidence(self, client, plate):
        check = CheckFactory(unit=self.there, item=plate)
        assert rows_of(client.get(URL, {"show": "proof"})) == ["河畔镇"]

        EvidenceUseFactory(check_row=check)

        assert rows_of(client.get(URL, {"show": "proof"})) == []

    def test_narrow_to_units_that_lack_one_item(self, client, plate):
        response = client.get(URL, {"item": plate.pk})

        assert rows_of(response) == ["会师镇"]
        assert "筛选出 1 个，共 2 个单位" in response.text

    def test_lead_from_a_total_to_the_units_it_counts(self, client, plate):
        total = next(url for item, _, url in client.get(URL).context["totals"] if item == plate)

        assert rows_of(client.get(URL + total)) == ["会师镇"]
        assert parse_qs(total[1:])["item"] == [str(plate.pk)]

    def test_show_another_quarter(self, client, plate):
        CheckFactory(unit=self.there, item=plate, quarter=2, result=Check.Result.NO)

        assert rows_of(client.get(URL, {"quarter": 2, "item": plate.pk})) == ["河畔镇"]

    def test_offer_no_quarter_that_has_not_begun(self, client):
        assert "第四季度" in client.get(URL).text

        session = client.session
        session["view_year"] = 2025
        session.save()
        page = client.get(URL)

        assert page.context["filters"].period.label == "2025 年第四季度"

    def test_say_that_a_closed_quarter_is_closed(self, client, county):
        ClosedQuarterFactory(county=county, quarter=3)

        page = client.get(URL, {"quarter": 3}).text

        assert "2026 年第三季度已截止" in page
        assert "登记查验" not in page


class TestTheExport:
    def test_holds_what_the_filter_shows_and_is_logged(
        self, client, sign_in, county, township, lacking_plate
    ):
        user = sign_in(county)

        response = client.get(reverse("assessments:matrix_export"), {"show": "lacking"})

        assert response["Content-Type"].endswith("spreadsheetml.sheet")
        entry = AuditEntry.objects.get(event=AuditEntry.Event.EXPORT, actor=user)
        assert entry.additional_data["rows"] == 1
        assert entry.unit_path == county.path

    def test_reads_like_the_page(self, client, sign_in, county, township, lacking_plate):
        sign_in(county)

        rows = _sheet(client.get(reverse("assessments:matrix_export")).content)

        assert rows[0][0] == "会宁县九有达标情况（2026 年第四季度）"
        assert rows[1][:3] == ["乡镇（街道）", "单位", "残联牌子"]
        assert rows[2][:3] == ["会师镇", "会师镇", "无"]
        assert rows[3][2] == 1

    def test_leaves_out_the_neighbours(self, client, sign_in, county, township):
        TownshipFactory(name="河畔镇", parent=county)
        sign_in(township, role=Role.TOWNSHIP_CLERK)

        rows = _sheet(client.get(reverse("assessments:matrix_export")).content)

        assert not any("河畔镇" in row for row in rows)

    def test_is_not_found_where_no_list_is(self, client, sign_in):
        sign_in(TownshipFactory().parent)

        assert client.get(reverse("assessments:matrix_export")).status_code == 404


def _sheet(content):
    sheet = load_workbook(BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_another_list_needs_only_configuration(client, sign_in, county, township):
    own = ChecklistFactory(county=county, name="五有", code="wuyou")
    own.items.create(number=1, name="有章子", short_name="章子", valid_from=own.valid_from)
    sign_in(county)

    page = client.get(URL, {"list": "wuyou"}).text

    assert "五有达标" in page
    assert 'aria-label="会师镇 章子：未查"' in page


class TestRemembering:
    @pytest.fixture
    def asked(self, monkeypatch, six, village):
        """Count how often the fact is measured."""
        calls = []
        kind = facts.FACTS["member_in_post"]

        def measure(units, question):
            calls.append(question)
            return kind.measure(units, question)

        monkeypatch.setitem(facts.FACTS, "member_in_post", replace(kind, measure=measure))
        live_matrix(six, EVERYWHERE, AUTUMN, TODAY)
        return calls

    def test_a_finding_does_not_measure_the_facts_again(self, clerk, asked, six, village):
        item = six.items.get(number=1)
        CheckFactory(unit=village, item=item, result=Check.Result.NO, inspector=clerk)

        found = live_matrix(six, EVERYWHERE, AUTUMN, TODAY)

        assert found.rows[0].lacking == 3
        assert len(asked) == 1

    def test_what_changes_elsewhere_does(self, asked, six, village, appoint):
        appoint(village)

        found = live_matrix(six, EVERYWHERE, AUTUMN, TODAY)

        assert found.rows[0].met == 1
        assert len(asked) == 2
