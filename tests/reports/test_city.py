"""A city's own papers: its counties in rows, and what the counties' papers say added up."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Check, ChecklistItem
from core.models import Job
from reports.kinds import KINDS
from reports.pictures import pictures_of
from tests.factories import CityFactory, PersonFactory, VillageFactory
from tests.factories.boards import TermFactory
from tests.factories.grading import RecognitionFactory
from tests.factories.needs import NeedFactory
from tests.factories.rounds import SheetFactory
from tests.reports.building import built, queries_of
from tests.reports.conftest import little_county, person, seen

CITY_KINDS = {
    "year_summary", "work_report", "half_year_bulletin", "base_table", "annual_statistics",
    "compliance_summary", "elections_table", "model_units",
}  # fmt: skip
# What does not add up: ends of a scale, means, and what each county sets for itself.
NOT_SUMS = (".share", ".mean", ".longest", "training.hours", "stipend.standard", ".points.", "progress.")


@pytest.fixture
def city():
    """白银市 with 会宁县 and 靖远县; the second has one person, one post and one checked township more."""
    city = CityFactory(name="白银市")
    one = little_county("会宁县", "620422", parent=city)
    two = little_county("靖远县", "620421", parent=city, first=10)
    for item in two.jiuyou.items.filter(decided_by="hand"):
        Check.objects.filter(unit=two.guocheng, item=item).delete()
        seen(two, two.guocheng, item)
    TermFactory(board__unit=two.nanshi, ends_on=date(2026, 1, 1))
    for unit in (one.nanshi, two.huishi, two.xiguan):
        RecognitionFactory(sheet=SheetFactory(unit=unit), kind="demo", name="示范点")
    NeedFactory(person=person(two.nanshi, 90), registered_on=date(2026, 3, 1))
    return SimpleNamespace(unit=city, one=one, two=two, counties=[one.county, two.county])


def number(text):
    return Decimal(text) if text not in ("—", "") else None


def test_only_kinds_that_add_up_are_made_for_a_city():
    assert {code for code, kind in KINDS.items() if "city" in kind.levels} == CITY_KINDS


@pytest.mark.parametrize(
    ("code", "place"),
    [("compliance_summary", 0), ("compliance_summary", 1), ("elections_table", 1), ("model_units", 0),
     ("base_table", 0)],
)  # fmt: skip
def test_a_county_stands_in_the_city_as_in_its_own_paper(city, code, place):
    rows = built(code, city.unit).table(place)

    for county in city.counties:
        mine = built(code, county)
        last = len(mine.content["tables"][place]["rows"])
        own = mine.table(place)["合计"]
        assert last
        keep = [at for at in range(len(own)) if (code, at) != ("compliance_summary", 5)]  # its rank
        assert [rows[county.name][at] for at in keep] == [own[at] for at in keep]
    assert list(rows)[:2] == ["会宁县", "靖远县"]


class TestSums:
    @pytest.mark.parametrize("code", ["year_summary", "work_report", "annual_statistics", "elections_table"])
    def test_of_figures_are_those_of_the_counties(self, city, code):
        whole = built(code, city.unit).content["figures"]
        parts = [built(code, county).content["figures"] for county in city.counties]
        compared = 0
        for key, figure in whole.items():
            own = [part[key]["value"] for part in parts if key in part]
            if any(word in key for word in NOT_SUMS) or len(own) < 2 or None in own:
                continue
            assert Decimal(str(figure["value"])) == sum(Decimal(str(value)) for value in own), key
            compared += 1
        assert compared > 15

    def test_of_an_annual_indicator_are_printed(self, city):
        whole = built("annual_statistics", city.unit).content["tables"][0]["rows"]
        parts = [built("annual_statistics", own).content["tables"][0]["rows"] for own in city.counties]

        for line, *own in zip(whole, *parts, strict=True):
            values = [number(row["cells"][3]["text"]) for row in own]
            if None not in values:
                assert number(line["cells"][3]["text"]) == sum(values), line["cells"][1]["text"]

    def test_of_areas_are_those_of_each_county(self, city):
        rows = built("year_summary", city.unit).table(1)

        for county in city.counties:
            own = built("year_summary", county).table(1)["合计"]
            assert rows[county.name][:-2] == own[:-2]  # the last two say met of how many
        assert rows["靖远县"][-2:] == ["0/2", "0/3"]


class TestSummary:
    def test_speaks_of_counties(self, city):
        found = built("year_summary", city.unit)
        text = "".join(segment["text"] for block in found.content["blocks"] for segment in block["segments"])

        assert "白银市辖2个县（区）、4个乡镇（街道）、6个村（社区）" in text
        assert "全市登记残疾人9人" in text
        assert "以市、县残联为主导" in text
        assert "补贴标准" not in text  # each county has its own
        assert found.content["tables"][1]["title"] == "各县（区）残疾人工作情况一览表"
        assert "会宁县会师镇" not in found.content["title"]

    def test_names_a_township_with_its_county(self, city):
        vacant = built("year_summary", city.unit).content["tables"][2]["rows"]

        assert {row["cells"][1]["text"] for row in vacant} >= {"会宁县会师镇", "靖远县会师镇"}

    def test_tells_how_many_units_of_each_county_lack_an_item(self, city):
        tables = built("year_summary", city.unit).content["tables"]
        lacking = [row["cells"][3]["text"] for row in tables[3]["rows"]]

        assert tables[3]["head"][3] == "缺项单位数"
        assert "会宁县1个" in lacking

    def test_draws_counties_and_what_their_units_lack(self, city):
        found = {own.title: own for own in pictures_of(built("year_summary", city.unit).content)}

        assert [row.label for row in found["各县（区）登记残疾人"].rows] == ["会宁县", "靖远县"]
        jiuyou = next(own for title, own in found.items() if "九有" in title)
        assert [row.label for row in jiuyou.rows] == ["会宁县", "靖远县"]

    def test_leaves_out_items_where_the_counties_ask_different_things(self, city):
        ChecklistItem.objects.filter(checklist=city.two.jiuyou, number=1).update(name="有别的牌子")
        found = built("year_summary", city.unit)

        titles = [own["title"] for own in found.content["tables"]]
        assert [title[:4] for title in titles if "达标情况" in title] == ["“六有”"]
        assert found.value("checks.jiuyou.units") == 4
        assert found.table(1)["靖远县"][-2] == "0/2"


class TestCompliance:
    def test_of_the_quarter_before_is_known_of_a_county_alone_that_was_inspected(self, city):
        item = city.one.jiuyou.items.filter(decided_by="hand").first()
        Check.objects.create(
            unit=city.one.huishi, item=item, year=2026, quarter=3, result="yes", source="hand",
            inspector=city.one.clerk, checked_on=date(2026, 9, 1),
        )  # fmt: skip
        found = built("compliance_summary", city.unit)

        assert found.value(f"jiuyou.before.{city.one.county.path}.units") == 2
        assert found.value(f"jiuyou.before.{city.two.county.path}.units") is None
        assert found.value("jiuyou.before.rate") is None


class TestBulletin:
    def test_ranks_the_counties(self, city):
        found = built("half_year_bulletin", city.unit)

        assert found.content["tables"][0]["title"] == "各县（区）工作进展一览表"
        assert set(found.table()) == {"会宁县", "靖远县"}
        text = "".join(segment["text"] for block in found.content["blocks"] for segment in block["segments"])
        assert "参加排名的县（区）2个" in text


class TestBoards:
    def test_stand_with_county_and_township(self, city):
        found = built("elections_table", city.unit)
        units = [row["cells"][0]["text"] for row in found.content["tables"][2]["rows"]]

        assert units == ["会宁县会师镇", "靖远县会师镇", "靖远县会师镇南什村"]


@pytest.mark.parametrize("code", sorted(CITY_KINDS))
def test_costs_the_same_queries_for_many_villages_and_persons(city, code):
    before = queries_of(lambda: built(code, city.unit))
    for village in VillageFactory.create_batch(3, parent=city.two.guocheng):
        PersonFactory.create_batch(2, unit=village)

    assert queries_of(lambda: built(code, city.unit)) <= before


class TestPages:
    def test_let_the_city_make_its_own_summary(self, client, sign_in, city):
        sign_in(city.unit, role=Role.CITY_VIEWER)
        facts = {"kind": "year_summary", "unit": city.unit.pk, "year": "2026"}

        assert "白银市" in client.get(reverse("reports:document_create"), facts).text
        client.post(reverse("reports:document_create"), facts)

        assert Job.objects.get().params["unit"] == city.unit.pk

    def test_refuse_it_a_roll_of_persons_of_its_own(self, client, sign_in, city):
        sign_in(city.unit, role=Role.CITY_VIEWER)
        facts = {"kind": "member_roll", "unit": city.unit.pk, "year": "2026"}

        assert "不能生成" in client.post(reverse("reports:document_create"), facts).text
