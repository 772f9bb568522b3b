from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from accounts.roles import Role
from assessments.weather.models import WeatherDay
from tests.factories import TownshipFactory, VillageFactory
from tests.factories.orgs import CountyFactory
from tests.factories.rounds import MarkFactory, RoundFactory, SheetFactory
from tests.factories.schemes import ItemFactory, SchemeFactory, SectionFactory

pytestmark = pytest.mark.django_db
BOARD = reverse("weather:board")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2026, 11, 22, 4, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def county():
    return CountyFactory(name="会宁县")


@pytest.fixture
def round_(county):
    return RoundFactory(scheme=SchemeFactory(county=county, for_villages=True, published=True))


@pytest.fixture
def item(round_):
    return ItemFactory(section=SectionFactory(scheme=round_.scheme, points=5))


@pytest.fixture
def township(county):
    return TownshipFactory(parent=county, name="会师镇")


def village(round_, township, item, name, missed=None):
    sheet = SheetFactory(round=round_, unit=VillageFactory(parent=township, name=name))
    if missed is not None:
        MarkFactory(sheet=sheet, item=item, answers={"missed": missed})
    return sheet


@pytest.fixture
def sheets(round_, township, item):
    return [
        village(round_, township, item, name, missed) for name, missed in (("南什村", 2), ("东关村", None))
    ]


def text_of(response):
    return response.content.decode()


def test_the_board_shows_every_unit_with_what_it_has_and_what_to_mend_first(client, sign_in, county, sheets):
    sign_in(county, role=Role.COUNTY_CLERK)

    page = text_of(client.get(BOARD))

    assert "南什村" in page
    assert "3.00" in page
    assert "按时参加县残工委与县残联通知的会议" in page


def record(sheet, month, expected):
    WeatherDay.objects.create(sheet=sheet, day=date(2026, month, 28), so_far=0, expected=expected, best=100)


class TestCourses:
    def test_villages_of_several_townships_are_shown_by_the_mean_of_each(
        self, client, sign_in, county, round_, item, sheets
    ):
        other = village(round_, TownshipFactory(parent=county, name="河畔镇"), item, "河畔村")
        for sheet, points in ((sheets[0], (60, 70)), (sheets[1], (70, 90)), (other, (50, 40))):
            for month, expected in zip((3, 4), points, strict=True):
                record(sheet, month, expected)
        sign_in(county, role=Role.COUNTY_CLERK)

        page = text_of(client.get(BOARD))

        assert "会师镇：3-28 65.00分，4-28 80.00分，上升15.00分。" in page
        assert "河畔镇：3-28 50.00分，4-28 40.00分，下降10.00分。" in page

    def test_those_of_one_township_are_shown_each_and_not_the_neighbours(
        self, client, sign_in, county, round_, item, sheets
    ):
        other = village(round_, TownshipFactory(parent=county, name="河畔镇"), item, "河畔村")
        for sheet in (*sheets, other):
            record(sheet, 3, 60)
            record(sheet, 4, 70)
        sign_in(sheets[0].unit.parent, role=Role.TOWNSHIP_CLERK)

        page = text_of(client.get(BOARD))

        assert "南什村：3-28 60.00分，4-28 70.00分，上升10.00分。" in page
        assert "河畔" not in page

    def test_one_day_is_no_course(self, client, sign_in, county, sheets):
        record(sheets[0], 3, 60)
        sign_in(county, role=Role.COUNTY_CLERK)

        assert "走势" not in text_of(client.get(BOARD))


def test_the_neighbours_units_are_not_shown(client, sign_in, round_, item, sheets):
    other = village(round_, TownshipFactory(parent=round_.county), item, "外乡村")
    sign_in(sheets[0].unit.parent, role=Role.TOWNSHIP_CLERK)

    page = text_of(client.get(BOARD))

    assert "南什村" in page
    assert "外乡村" not in page
    assert client.get(reverse("weather:unit_weather", args=[other.pk])).status_code == 404


@pytest.mark.parametrize(("order", "first"), [("low", "东关村"), ("high", "南什村"), ("nonsense", "南什村")])
def test_the_order_is_as_asked_and_nonsense_is_ignored(client, sign_in, county, sheets, order, first):
    sign_in(county, role=Role.COUNTY_CLERK)

    page = text_of(client.get(BOARD, {"order": order, "round": "x", "unit": "y"}))

    names = sorted(("南什村", "东关村"), key=page.index)
    assert names[0] == first


def test_a_year_without_a_round_says_so(client, sign_in, county):
    sign_in(county, role=Role.COUNTY_CLERK)

    assert "还没有启动考核" in text_of(client.get(BOARD))


def test_the_fragment_is_the_results_only(client, sign_in, county, sheets):
    sign_in(county, role=Role.COUNTY_CLERK)

    page = text_of(client.htmx("get", BOARD))

    assert "<h1" not in page
    assert "南什村" in page


def test_the_board_as_a_workbook_has_the_same_rows(client, sign_in, county, sheets):
    sign_in(county, role=Role.COUNTY_CLERK)

    response = client.get(reverse("weather:board_export"), {"order": "low"})

    rows = load_workbook(BytesIO(response.content)).active.iter_rows(min_row=3, values_only=True)
    assert [row[1] for row in rows] == ["东关村", "南什村"]


def test_costs_add_up_what_all_units_lose_by_item(client, sign_in, county, sheets):
    sign_in(county, role=Role.COUNTY_CLERK)

    page = text_of(client.get(reverse("weather:costs")))

    assert "7.00" in page  # 2 lost and 5 open


def test_a_unit_sees_what_each_gap_costs_until_when_and_its_course(client, sign_in, sheets):
    sheet = sheets[0]
    for day in (20, 21):
        WeatherDay.objects.create(sheet=sheet, day=date(2026, 11, day), so_far=2, expected=day / 10, best=5)
    sign_in(sheet.unit, role=Role.VILLAGE_MEMBER)

    page = text_of(client.get(reverse("weather:unit_weather", args=[sheet.pk])))

    assert "缺 2 人次，扣 2 分" in page
    assert "11 月 30 日" in page
    assert "2.00 到 2.10" in page or "2.10" in page
    assert reverse("rounds:item_detail", args=[sheet.pk, sheet.marks.get().lineage]) in page


def test_a_unit_not_assessed_says_so(client, sign_in, round_, item, township):
    sheet = village(round_, township, item, "南什村")
    sheet.exempt_reason = "年中撤并"
    sheet.save()
    sign_in(sheet.unit, role=Role.VILLAGE_MEMBER)

    page = client.get(reverse("weather:unit_weather", args=[sheet.pk]))

    assert "不参加考核" in text_of(page)


def test_the_unit_page_shows_the_score_of_the_unit(client, sign_in, sheets):
    sign_in(sheets[0].unit, role=Role.VILLAGE_MEMBER)

    page = text_of(client.get(sheets[0].unit.get_absolute_url()))

    assert "最该先补" in page


def test_more_units_take_no_more_queries(
    client, sign_in, round_, township, item, sheets, django_assert_max_num_queries
):
    sign_in(round_.county, role=Role.COUNTY_CLERK)
    client.get(BOARD)
    for number in range(8):
        village(round_, township, item, f"第{number}组村", 1)

    with django_assert_max_num_queries(40):
        client.get(BOARD)
