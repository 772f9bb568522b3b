"""From what a roster says of a village to the unit."""

import pytest

from orgs.models import Unit
from orgs.scoping import UnitScope
from registry.imports.villages import VillageFinder, township_spellings, units_around
from tests.factories import CountyFactory, TownshipFactory, VillageFactory


@pytest.fixture
def find(county):
    """Look a village up as an importer of the unit named `importer` would."""

    def go(township, village, *, importer="会宁县", **where):
        scope = UnitScope(paths=frozenset({Unit.objects.get(name=importer).path}))
        return VillageFinder(units_around(scope, None), scope).find(township, village, **where)

    return go


class TestAVillage:
    @pytest.mark.parametrize(
        "township", ["头寨子镇", "头寨子", " 头寨子 镇 ", "会宁县头寨子镇", "头寨子镇人民政府"]
    )
    @pytest.mark.parametrize(
        "village", ["老鸦村", "老鸦", "老鸦村委会", "头寨子镇老鸦村", "会宁县头寨子镇老鸦村"]
    )
    def test_is_found_however_it_is_written(self, find, township, village):
        unit = find(township, village)

        assert (unit.name, unit.parent.name) == ("老鸦村", "头寨子镇")

    @pytest.mark.parametrize("township", ["新添堡回族乡", "新添堡回族", "新添堡", "新添堡乡"])
    def test_of_an_ethnic_township_is_found(self, find, township):
        assert find(township, "道口村").name == "道口村"

    @pytest.mark.parametrize("village", ["马家庄村", "马家庄", "头寨子镇马家庄村", "会宁县头寨子镇马家庄村"])
    def test_with_a_name_of_its_own_needs_no_township(self, find, village):
        assert find("", village).name == "马家庄村"

    def test_with_a_name_that_two_have_needs_the_township(self, find):
        problem = find("", "老鸦村")

        assert (problem.code, problem.key) == ("village_ambiguous", "village")
        assert "头寨子镇、中川镇" in problem.message

    def test_with_a_name_that_two_have_is_clear_to_an_importer_of_one_of_them(self, find):
        assert find("", "老鸦村", importer="中川镇").parent.name == "中川镇"

    def test_is_not_taken_for_the_community_of_that_name(self, find):
        assert find("新添堡", "沙湾村").level == Unit.Level.VILLAGE
        assert find("新添堡", "沙湾社区").level == Unit.Level.COMMUNITY
        assert find("新添堡", "沙湾").code == "village_ambiguous"

    def test_that_does_not_exist_is_refused_with_the_nearest_name(self, find):
        problem = find("头寨子镇", "马家村")

        assert (problem.code, problem.proposal) == ("village_unknown", "马家庄村")

    def test_of_another_township_is_refused_with_where_it_is(self, find):
        problem = find("头寨子镇", "中川村")

        assert problem.code == "village_unknown"
        assert "中川镇有“中川村”" in problem.advice

    def test_in_a_township_that_does_not_exist_is_refused_for_that(self, find):
        problem = find("头寨镇", "老鸦村")

        assert (problem.key, problem.code, problem.proposal) == ("township", "village_unknown", "头寨子镇")

    @pytest.mark.parametrize("township", ["头寨子镇", ""])
    def test_of_another_unit_than_the_importers_is_outside(self, find, township):
        problem = find(township, "马家庄村", importer="中川镇")

        assert problem.code == "outside_scope"
        assert "头寨子镇" in problem.message

    def test_where_somebody_lives_may_be_outside(self, find):
        assert find("头寨子镇", "马家庄村", importer="中川镇", anywhere=True).name == "马家庄村"

    def test_of_another_county_is_unknown_even_by_name(self, find):
        VillageFactory(name="外村", parent=TownshipFactory(name="外镇", parent=CountyFactory(name="外县")))

        assert find("外镇", "外村").code == "village_unknown"
        assert find("", "外村").code == "village_unknown"

    def test_of_two_counties_is_told_apart_by_the_county(self, county, everywhere):
        other = TownshipFactory(name="中川镇", parent=CountyFactory(name="榆中县"))
        VillageFactory(name="中川村", parent=other)

        assert everywhere("中川镇", "中川村").code == "village_ambiguous"
        assert everywhere("中川镇", "中川村", county="榆中").parent == other

    def test_that_has_been_closed_is_unknown(self, find):
        Unit.objects.filter(name="马家庄村").update(valid_to="2020-01-01")

        assert find("头寨子镇", "马家庄村").code == "village_unknown"


@pytest.fixture
def everywhere():
    def go(*names, **where):
        scope = UnitScope(everywhere=True)
        return VillageFinder(units_around(scope, None), scope).find(*names, **where)

    return go


def test_a_subdistrict_is_written_in_four_ways():
    assert {"会师街道", "会师", "会师街道办", "会师街道办事处"} <= township_spellings("会师街道")
