"""Lists by template, the stars that they give, and the list for the plaques."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessments.defaults import SHIYOU
from assessments.models import Check, Checklist, StarBand
from assessments.selectors import matrix
from assessments.selectors.missing import units_by_star
from assessments.services.checklists import ChecklistRefused, install_template, set_stars, templates_missing
from tests.assessments.conftest import AUTUMN, SUMMER, TODAY
from tests.factories import CheckFactory, VillageFactory

LIST = reverse("assessments:star_list")


@pytest.fixture
def ten(county):
    """十有五清一落实."""
    return install_template(county, "shiyou", from_quarter=AUTUMN)


@pytest.fixture
def earn(ten):
    """Give a village everything of the list but the items of these numbers."""

    def go(unit, *, lacking=()):
        for item in ten.items.all():
            result = Check.Result.NO if item.number in lacking else Check.Result.YES
            CheckFactory(unit=unit, item=item, result=result, overriding=item.is_fact)
        return matrix(ten, [unit], AUTUMN, on=TODAY).rows[0]

    return go


class TestTemplates:
    def test_on_offer_are_those_the_county_does_not_have(self, county, ten):
        assert [one.code for one in templates_missing(county)] == ["wuyou"]

    def test_a_list_of_the_county_itself_measures_the_county(self, county):
        five = install_template(county, "wuyou", from_quarter=AUTUMN)

        assert five.applies_to(county)
        assert matrix(five, [county], AUTUMN, on=TODAY).rows[0].total == 5

    def test_a_list_twice_is_refused(self, county, ten):
        with pytest.raises(ChecklistRefused, match="已经启用"):
            install_template(county, "shiyou", from_quarter=AUTUMN)

    def test_the_points_of_the_ten_the_five_and_the_one_are_a_hundred(self):
        assert sum(item["points"] for item in SHIYOU.items) == 100
        assert len(SHIYOU.items) == 16

    def test_are_put_in_force_from_the_page(self, client, sign_in, county):
        sign_in(county)

        assert "十有五清一落实" in client.get(reverse("assessments:checklist_list")).text
        client.post(reverse("assessments:template_install", args=[county.pk, "shiyou"]))

        made = Checklist.objects.get(code="shiyou")
        assert (made.valid_from, made.star_bands.count()) == (AUTUMN.start, 5)
        assert client.get(reverse("assessments:matrix"), {"list": "shiyou"}).status_code == 200


class TestStars:
    @pytest.mark.parametrize(
        ("lacking", "points", "name"),
        [
            ((), 100, "五星"),
            ({11}, 95, "五星"),
            ({1}, 94, "四星"),
            ({16}, 85, "四星"),
            ({16, 11, 12}, 75, "三星"),
            ({16, 1, 2, 3}, 67, "二星"),
            ({16, 1, 2, 3, 11}, 62, "一星"),
            ({16, 1, 2, 3, 4, 5}, 55, "未评星"),
        ],
    )
    def test_are_given_by_the_points_of_what_is_met(self, village, earn, lacking, points, name):
        row = earn(village, lacking=lacking)

        assert (row.points, row.star_name) == (points, name)

    def test_are_not_given_by_a_list_without_bands(self, six, village):
        assert matrix(six, [village], AUTUMN, on=TODAY).rows[0].stars is None

    def test_of_past_quarters_keep_their_bands(self, ten):
        set_stars(ten, {5: Decimal(90)}, from_quarter=AUTUMN.next)

        assert ten.star_bands.in_force(AUTUMN.end).get(stars=5).from_points == 95
        assert [band.from_points for band in ten.star_bands.in_force(AUTUMN.next.end)] == [90]

    def test_set_twice_from_the_same_quarter_are_those_set_last(self, ten):
        set_stars(ten, {5: Decimal(90)}, from_quarter=AUTUMN)
        set_stars(ten, {5: Decimal(80)}, from_quarter=AUTUMN)

        assert [band.from_points for band in StarBand.objects.all()] == [80]

    @pytest.mark.parametrize(
        ("bands", "why"), [({5: 80, 4: 80}, "星级越高"), ({5: 80, 4: 90}, "星级越高"), ({5: 101}, "不能超过")]
    )
    def test_that_make_no_sense_are_refused(self, ten, bands, why):
        with pytest.raises(ChecklistRefused, match=why):
            set_stars(ten, {stars: Decimal(points) for stars, points in bands.items()}, from_quarter=AUTUMN)

    def test_are_set_on_a_page(self, client, sign_in, county, six):
        sign_in(county)
        url = reverse("assessments:stars_edit", args=[six.pk])

        refused = client.post(url, {"from_quarter": "2026-4", "star5": "9"})
        client.post(url, {"from_quarter": "2026-4", "star5": "6", "star3": "4"})

        assert "不能超过各项分值之和 6 分" in refused.text
        assert dict(six.star_bands.values_list("stars", "from_points")) == {5: 6, 3: 4}
        assert "五星 6 分起，三星 4 分起" in client.get(six.get_absolute_url()).text


class TestTheListForThePlaques:
    def test_names_units_by_stars(self, client, sign_in, county, village, earn, ten):
        earn(village)
        VillageFactory(name="西岩村", parent=village.parent)
        sign_in(county)

        page = client.get(LIST, {"list": "shiyou"})

        groups = {name: [row.unit.name for row in rows] for name, rows in page.context["groups"]}
        assert (groups["五星"], groups["未评星"]) == (["南什村"], ["西岩村"])
        assert "截止前仍会变动" in page.text

    def test_is_sent_as_a_workbook(self, client, sign_in, county, village, earn):
        earn(village, lacking={1})
        sign_in(county)

        response = client.get(reverse("assessments:star_export"), {"list": "shiyou"})

        rows = list(load_workbook(BytesIO(response.content)).active.values)
        assert rows[2] == ("四星", "会师镇", "南什村", "94", "15/16")

    def test_is_empty_for_a_list_without_stars(self, client, sign_in, county, village):
        sign_in(county)

        assert "这份清单不评星级" in client.get(LIST, {"list": "liuyou"}).text
        assert client.get(reverse("assessments:star_export"), {"list": "liuyou"}).status_code == 404

    def test_stars_show_in_the_matrix_on_the_unit_page_and_in_the_export(
        self, client, sign_in, county, village, earn
    ):
        earn(village)
        sign_in(county)

        assert "<td>五星</td>" in client.get(reverse("assessments:matrix"), {"list": "shiyou"}).text
        assert "五星" in client.get(reverse("assessments:unit_checks", args=[village.pk, AUTUMN])).text
        sheet = load_workbook(
            BytesIO(client.get(reverse("assessments:matrix_export"), {"list": "shiyou"}).content)
        ).active
        assert [row[-1] for row in sheet.values][1:3] == ["星级", "五星"]


def test_no_stars_in_a_quarter_before_the_list(ten, village):
    assert units_by_star(matrix(ten, [village], SUMMER, on=TODAY)) == []
