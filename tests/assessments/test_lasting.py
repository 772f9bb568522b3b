"""How long units lack an item, what is missing where, and one unit quarter by quarter."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from assessments.models import Check
from assessments.periods import Quarter
from assessments.selectors import matrix
from assessments.selectors.history import history_of_unit
from assessments.selectors.lasting import longest_open, spells_of, times_by_item, times_of_all
from assessments.selectors.missing import gaps_by_place
from assessments.services.checklists import install_template, revise_item
from tests.assessments.conftest import AUTUMN, TODAY
from tests.factories import CheckFactory, ClosedQuarterFactory, TownshipFactory, VillageFactory

YES, NO, UNSEEN = Check.Result
DAYS = {1: date(2026, 2, 10), 2: date(2026, 5, 10), 3: date(2026, 8, 10), 4: date(2026, 11, 10)}


@pytest.fixture
def closed(county):
    return [ClosedQuarterFactory(county=county, quarter=number) for number in (1, 2, 3)]


@pytest.fixture
def place(six):
    """有活动场所, decided by hand."""
    return six.items.select_related("checklist__county").get(number=3)


@pytest.fixture
def tell(place, closed):
    """Write what was found of the item at a unit in the quarters 1 to 4."""

    def go(unit, *results):
        for number, result in enumerate(results, start=1):
            if result is not None:
                CheckFactory(unit=unit, item=place, quarter=number, result=result, checked_on=DAYS[number])

    return go


@pytest.fixture
def spells(six, village):
    def go(*units):
        return spells_of(matrix(six, units or [village], AUTUMN, on=TODAY), on=TODAY)

    return go


def of_place(found):
    return [(one.found_on, one.mended_on) for one in found if one.item.number == 3]


class TestASpell:
    @pytest.mark.parametrize(
        ("results", "expected"),
        [
            ((YES, YES, YES, YES), []),
            ((NO, NO, YES, YES), [(DAYS[1], DAYS[3])]),
            ((NO, YES, NO, NO), [(DAYS[1], DAYS[2]), (DAYS[3], None)]),
            ((YES, NO, None, YES), [(DAYS[2], DAYS[4])]),
            ((NO, UNSEEN, UNSEEN, UNSEEN), [(DAYS[1], None)]),
            ((None, None, None, NO), [(DAYS[4], None)]),
        ],
    )
    def test_goes_from_what_was_found_to_what_was_mended(self, village, tell, spells, results, expected):
        tell(village, *results)

        assert of_place(spells()) == expected

    def test_lasts_in_days(self, village, tell, spells):
        tell(village, NO, NO, NO, NO)

        [spell] = [one for one in spells() if one.item.number == 3]
        assert spell.days(TODAY) == (TODAY - DAYS[1]).days
        assert spell.found_in == Quarter(2026, 1)

    def test_goes_on_when_the_item_is_reworded(self, village, tell, spells, place):
        tell(village, NO, NO, NO)
        revise_item(
            place, from_quarter=AUTUMN, number=3, name="有活动室", short_name="活动室", decided_by="hand"
        )

        assert of_place(spells()) == [(DAYS[1], None)]

    def test_is_not_read_from_quarters_nobody_closed(self, village, place, county, spells):
        CheckFactory(unit=village, item=place, quarter=2, result=NO, checked_on=DAYS[2])
        CheckFactory(unit=village, item=place, quarter=4, result=YES, checked_on=DAYS[4])

        assert of_place(spells()) == []


class TestTimes:
    def test_are_means_and_medians_of_days(self, six, village, township, tell, spells):
        other, third = VillageFactory.create_batch(2, parent=township)
        tell(village, NO, YES, YES, YES)
        tell(other, NO, NO, YES, YES)
        tell(third, YES, YES, YES, NO)
        units = [village, other, third]

        found = times_by_item(matrix(six, units, AUTUMN, on=TODAY), spells(*units), on=TODAY)[2]

        quick, slow = (DAYS[2] - DAYS[1]).days, (DAYS[3] - DAYS[1]).days
        assert (found.open, found.open_days) == (1, 12)
        assert (found.mended, found.mended_days, found.mended_median) == (2, *[(quick + slow) / 2] * 2)

    def test_of_nothing_are_unknown_not_zero(self):
        found = times_of_all([], on=TODAY)

        assert (found.open, found.open_days, found.mended_days) == (0, None, None)

    def test_who_lacks_longest_comes_first(self, village, township, tell, spells):
        other = VillageFactory(parent=township)
        tell(village, None, None, None, NO)
        tell(other, NO, NO, NO, NO)

        longest = [one for one in longest_open(spells(village, other), on=TODAY) if one.item.number == 3]

        assert [one.unit for one in longest] == [other, village]

    def test_cost_the_same_however_many_units(self, six, village, township, closed):
        def cost(units):
            found = matrix(six, units, AUTUMN, on=TODAY)
            with CaptureQueriesContext(connection) as queries:
                spells_of(found, on=TODAY)
            return len(queries)

        few = cost(VillageFactory.create_batch(2, parent=township))
        assert cost(VillageFactory.create_batch(6, parent=township)) == few == 2


class TestWhatIsMissing:
    @pytest.fixture
    def gaps(self, village, township, tell):
        there = VillageFactory(name="北岸村", parent=TownshipFactory(name="河畔镇", parent=township.parent))
        tell(village, NO, NO, NO, NO)
        tell(there, YES, YES, YES, NO)

    def test_is_counted_by_place_and_item(self, six, gaps, county):
        units = sorted(six.county.__class__.objects.grassroots(), key=lambda unit: unit.path)

        found = gaps_by_place(matrix(six, units, AUTUMN, on=TODAY))

        assert [(one.place.name, one.counts[2], one.units) for one in found] == [
            ("会师镇", 1, 1),
            ("河畔镇", 1, 1),
        ]

    def test_is_shown_and_leads_to_the_units(self, client, sign_in, county, gaps):
        sign_in(county)

        page = client.get(reverse("assessments:missing"), {"list": "liuyou"})

        gaps_, _, counts = page.context["places"][0]
        assert (gaps_.place.name, counts[2][0]) == ("会师镇", 1)
        lines = client.get(counts[2][1]).context["lines"]
        assert [line.unit.name for line in lines] == ["南什村"]
        assert "2026 年第一季度" in page.text

    def test_is_sent_as_two_sheets(self, client, sign_in, county, gaps):
        sign_in(county)

        response = client.get(reverse("assessments:missing_export"), {"list": "liuyou"})

        book = load_workbook(BytesIO(response.content))
        assert book.sheetnames == ["按乡镇和项目", "逐单位"]
        row = next(row for row in book["逐单位"].values if "有活动场所" in row)
        assert row[:5] == ("会师镇", "南什村", "有活动场所", "2026 年第一季度", "2026-02-10")

    def test_is_empty_where_nobody_lacks_anything(self, client, sign_in, county):
        install_template(county, "wuyou", from_quarter=AUTUMN)
        sign_in(county)

        assert "没有单位缺项" in client.get(reverse("assessments:missing"), {"list": "wuyou"}).text

    def test_times_are_shown(self, client, sign_in, county, gaps):
        sign_in(county)

        page = client.get(reverse("assessments:lasting"), {"list": "liuyou"}).text

        assert "缺得最久的" in page
        assert str((TODAY - DAYS[1]).days) in page


class TestHistory:
    def test_shows_closed_quarters_and_the_present_one(self, six, village, tell):
        tell(village, NO, YES, YES, NO)

        history = history_of_unit(six, village, AUTUMN, on=TODAY)

        _, cells = history.lines[2]
        assert [str(cell.state) for cell in cells] == ["no", "yes", "yes", "no"]
        assert [column.is_closed for column in history.columns] == [True, True, True, False]

    def test_is_a_page(self, client, sign_in, village, tell):
        tell(village, NO, YES, YES, NO)
        sign_in(village.parent, as_township_clerk=True)

        page = client.get(reverse("assessments:unit_history", args=[village.pk, AUTUMN])).text

        assert "活动场所" in page
        assert "2026 年第一季度" in page
