import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Check
from assessments.periods import Quarter
from assessments.selectors import (
    compliance_figures,
    compliance_trend,
    lacking_units_count,
    unit_compliance,
    what_is_missing,
)
from assessments.services.closing import close_quarter
from orgs.scoping import EVERYWHERE, UnitScope
from tests.assessments.conftest import AUTUMN, NOON, TODAY
from tests.factories import CheckFactory, TownshipFactory, VillageFactory

YES, NO = Check.Result.YES, Check.Result.NO
URL = reverse("assessments:compliance_summary")


@pytest.fixture
def fill(six):
    """Give a village everything in a quarter, except what is named by number."""

    def go(unit, *, quarter=4, lacking=()):
        for item in six.items.all():
            result = NO if item.number in lacking else YES
            overriding = {"overriding": True} if item.is_fact else {}
            CheckFactory(unit=unit, item=item, quarter=quarter, result=result, **overriding)

    return go


@pytest.fixture
def villages(township, village, fill):
    """Two villages of 会师镇, one of them compliant, and one of 河畔镇 that lacks two items."""
    there = TownshipFactory(name="河畔镇", parent=township.parent)
    other, third = VillageFactory(name="西岩村", parent=township), VillageFactory(name="北岸村", parent=there)
    fill(village)
    fill(other, lacking={3})
    fill(third, lacking={3, 5})
    return [village, other, third]


def six_figures(unit):
    return next(one for one in compliance_figures(unit, 2026, 4, on=TODAY) if one.checklist.code == "liuyou")


class TestFigures:
    def test_count_the_units_of_a_county(self, county, villages):
        figures = six_figures(county)

        assert (figures.total, figures.compliant, figures.lacking, figures.open) == (3, 1, 2, 0)
        assert round(figures.percent, 1) == 33.3

    def test_count_by_township(self, county, villages):
        found = {
            one.unit.name: (one.total, one.compliant, one.lacking) for one in six_figures(county).by_township
        }

        assert found == {"会师镇": (2, 1, 1), "河畔镇": (1, 0, 1)}

    def test_name_first_what_most_units_lack(self, county, villages):
        assert [(item.short_name, number) for item, number in six_figures(county).missing] == [
            ("活动场所", 2),
            ("档案资料", 1),
        ]

    def test_of_a_township_hold_its_own_list_and_that_of_its_villages(self, township, villages):
        figures = compliance_figures(township, 2026, 4, on=TODAY)

        assert [(one.checklist.code, one.total) for one in figures] == [("jiuyou", 1), ("liuyou", 2)]

    def test_of_a_village_hold_only_its_own(self, village, villages):
        figures = compliance_figures(village, 2026, 4, on=TODAY)

        assert [(one.checklist.code, one.compliant) for one in figures] == [("liuyou", 1)]

    def test_above_counties_are_empty(self, county):
        county.level = "city"

        assert compliance_figures(county, 2026, 4, on=TODAY) == []

    def test_cost_the_same_however_many_units(self, county, villages):
        with CaptureQueriesContext(connection) as few:
            compliance_figures(county, 2026, 4, on=TODAY)
        for township in TownshipFactory.create_batch(3, parent=county):
            VillageFactory.create_batch(3, parent=township)
        with CaptureQueriesContext(connection) as many:
            compliance_figures(county, 2026, 4, on=TODAY)

        assert len(many) == len(few)


def test_a_unit_knows_its_own_row(village, villages, county):
    assert unit_compliance(village, 2026, 4, on=TODAY).is_compliant
    assert unit_compliance(county, 2026, 4, on=TODAY) is None


def test_what_is_missing_names_the_units_in_the_order_of_the_items(six, villages):
    found = what_is_missing(six, villages, AUTUMN, on=TODAY)

    assert [(item.number, [unit.name for unit in units]) for item, units in found] == [
        (3, ["西岩村", "北岸村"]),
        (5, ["北岸村"]),
    ]


def test_units_with_gaps_are_counted_within_the_scope(villages, township):
    here = UnitScope(paths=frozenset({township.path}))

    # Each township lacks its member in post as well.
    assert lacking_units_count(EVERYWHERE, TODAY) == 4
    assert lacking_units_count(here, TODAY) == 2


class TestTheTrend:
    def test_reads_closed_quarters_from_what_was_frozen(self, six, village, county, clerk, fill):
        fill(village, quarter=2, lacking={3})
        fill(village, quarter=3)
        for number in (2, 3):
            close_quarter(county, Quarter(2026, number), by=clerk, at=NOON, today=TODAY)

        points = compliance_trend(six, EVERYWHERE, AUTUMN.back(3), on=TODAY)

        assert [(point.period.number, point.compliant, point.total) for point in points] == [
            (2, 0, 1),
            (3, 1, 1),
            (4, 0, 1),
        ]

    def test_leaves_out_quarters_nobody_closed(self, six, village):
        points = compliance_trend(six, EVERYWHERE, AUTUMN.back(4), on=TODAY)

        assert [point.period for point in points] == [AUTUMN]


class TestThePage:
    def test_says_what_is_missing_where(self, client, sign_in, county, villages):
        sign_in(county)

        page = client.get(URL, {"list": "liuyou"}).text

        assert "有活动场所" in page
        assert "河畔镇" in page
        assert "达标率 33.3%" in page

    def test_leads_from_each_number_to_its_units(self, client, sign_in, county, villages):
        sign_in(county)

        context = client.get(URL, {"list": "liuyou"}).context
        label, number, url = context["missing"][0]
        units = [line.unit.name for line in client.get(url).context["lines"]]

        assert (label, number, units) == ("有活动场所", 2, ["西岩村", "北岸村"])

    def test_narrows_to_a_township(self, client, sign_in, county, township, villages):
        sign_in(county)

        assert client.get(URL, {"list": "liuyou", "unit": township.pk}).context["figures"].total == 2

    def test_counts_only_the_own_units(self, client, sign_in, township, villages):
        sign_in(township, role=Role.TOWNSHIP_CLERK)

        page = client.get(URL, {"list": "liuyou"})

        assert page.context["figures"].total == 2
        assert "河畔镇" not in page.text

    def test_ignores_nonsense(self, client, sign_in, county, villages):
        sign_in(county)

        assert client.get(f"{URL}?list=x&unit=x&quarter=x").status_code == 200

    def test_leads_to_the_setup_where_no_list_is(self, client, sign_in):
        sign_in(TownshipFactory().parent)

        assert client.get(URL).url == reverse("assessments:matrix")

    def test_costs_the_same_however_many_units(self, sign_in, county, villages, assert_flat_queries):
        sign_in(county)

        def add():
            for township in TownshipFactory.create_batch(3, parent=county):
                VillageFactory.create_batch(3, parent=township)

        assert_flat_queries(f"{URL}?list=liuyou", add)


class TestOnOtherPages:
    def test_the_unit_page_shows_the_own_list_and_that_of_the_units_below(
        self, client, sign_in, county, township, villages
    ):
        sign_in(county)

        page = client.get(township.get_absolute_url()).text

        assert "达标情况" in page
        assert "九有 0/9" in page
        assert "1/2" in page

    def test_the_unit_page_names_what_is_missing(self, client, sign_in, county, villages):
        sign_in(county)

        assert "缺：活动场所、档案资料" in client.get(villages[2].get_absolute_url()).text

    def test_the_menu_counts_units_with_gaps(self, client, sign_in, county, villages):
        sign_in(county)

        menu = client.get(URL).context["menu"]
        counts = {item["label"]: item["count"] for group in menu for item in group["items"]}

        assert counts["九有六有达标"] == 4
