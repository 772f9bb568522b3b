import contextlib
import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from orgs.imports.unit_rows import unit_row
from orgs.imports.units import apply, make_plan
from orgs.models import Unit
from tests.factories import CityFactory, CountyFactory, TownshipFactory

HUINING = Path(__file__).parents[2] / "orgs" / "data" / "huining_units.csv"
COUNTY = {"name": "会宁县", "code": "620422", "kind": "县", "parent": ""}
TOWN = {"name": "会师镇", "code": "620422100", "kind": "镇", "parent": "会宁县"}


def plan(*rows, **options):
    return make_plan([unit_row(number, row) for number, row in enumerate(rows, start=2)], **options)


def village(name, parent="会师镇", code=""):
    return {"name": name, "code": code, "kind": "村", "parent": parent}


def codes(found):
    return [(problem.row, problem.code) for problem in found.problems]


def run(*args):
    out = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("import_units", *args, stdout=out)
    return json.loads(out.getvalue())


class TestTheRealCounty:
    def test_comes_in_whole(self):
        report = run(HUINING, "--json")

        assert report["problems"] == []
        assert Unit.objects.townships().count() == 28
        assert Unit.objects.grassroots().count() == 316
        assert report["new"] == 345

    def test_comes_in_under_its_city(self):
        city = CityFactory(code="620400", name="白银市")

        run(HUINING, "--json", "--under", "620400")

        assert Unit.objects.get(code="620422").parent == city

    def test_a_second_time_changes_nothing(self):
        run(HUINING, "--json")

        report = run(HUINING, "--json")

        assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, 345)

    def test_a_dry_run_writes_nothing(self):
        report = run(HUINING, "--json", "--dry-run")

        assert report["new"] == 345
        assert not Unit.objects.exists()

    def test_comes_in_from_xlsx_just_the_same(self, tmp_path):
        book = openpyxl.Workbook()
        with HUINING.open(encoding="utf-8-sig") as file:
            for row in csv.reader(file):
                book.active.append(row)
        book.save(tmp_path / "units.xlsx")

        report = run(tmp_path / "units.xlsx", "--json")

        assert (report["new"], report["problems"]) == (345, [])

    def test_villages_get_provisional_codes_by_the_coding_rule(self):
        run(HUINING, "--json")
        township = Unit.objects.get(code="620422100")

        below = Unit.objects.filter(parent=township)

        assert set(below.values_list("code_is_provisional", flat=True)) == {True}
        assert below.filter(level="village").order_by("code")[0].code == "620422100201"
        assert below.filter(level="community").order_by("code")[0].code == "620422100001"

    def test_two_villages_of_one_name_in_two_townships_are_two(self):
        run(HUINING, "--json")

        assert Unit.objects.filter(name="老鸦村").count() == 2
        assert Unit.objects.filter(name="李湾村").count() == 2


class TestRefusals:
    def test_a_parent_that_nobody_knows(self):
        assert codes(plan(COUNTY, village("南什村", parent="无此镇"))) == [(3, "parent_unknown")]

    def test_two_siblings_of_one_name(self):
        found = plan(COUNTY, TOWN, village("南什村"), village("南什村"))

        assert codes(found) == [(5, "duplicate_sibling")]
        assert "第 4 行" in found.problems[0].message

    def test_units_that_are_above_each_other(self):
        first = {"name": "甲镇", "code": "620422101", "kind": "镇", "parent": "乙镇"}
        second = {"name": "乙镇", "code": "620422102", "kind": "镇", "parent": "甲镇"}

        assert codes(plan(COUNTY, first, second)) == [(3, "loop"), (4, "loop")]

    def test_a_unit_above_itself(self):
        own = {"name": "甲镇", "code": "620422101", "kind": "镇", "parent": "甲镇"}

        assert codes(plan(COUNTY, own)) == [(3, "loop")]

    @pytest.mark.parametrize("code", ["62042210", "620422100201", "abc422100", "020422100"])
    def test_a_code_of_the_wrong_shape(self, code):
        assert codes(plan(COUNTY, TOWN | {"code": code})) == [(3, "code_invalid")]

    def test_a_code_outside_the_parent(self):
        assert codes(plan(COUNTY, TOWN | {"code": "620421100"})) == [(3, "code_not_below")]

    def test_one_code_twice(self):
        other = TOWN | {"name": "郭城驿镇"}

        assert codes(plan(COUNTY, TOWN, other)) == [(4, "code_duplicate")]

    def test_a_township_without_a_code(self):
        assert codes(plan(COUNTY, TOWN | {"code": ""})) == [(3, "code_missing")]

    def test_a_village_directly_below_a_county(self):
        assert codes(plan(COUNTY, village("南什村", parent="620422"))) == [(3, "parent_level")]

    def test_a_kind_that_nobody_knows(self):
        assert codes(plan(COUNTY | {"kind": "公社"})) == [(2, "kind_unknown")]

    def test_a_row_without_a_name(self):
        assert codes(plan(COUNTY, TOWN | {"name": ""})) == [(3, "name_missing")]

    def test_a_figure_that_is_none(self):
        assert codes(plan(COUNTY | {"population": "约五十万"})) == [(2, "number_invalid")]

    def test_a_parent_name_that_two_units_bear(self):
        county = CountyFactory(code="620422", name="会宁县")
        other = CountyFactory(code="620423", name="景泰县")
        TownshipFactory(parent=county, name="会师镇", code="620422100")
        TownshipFactory(parent=other, name="会师镇", code="620423100")

        assert codes(plan(village("南什村"))) == [(2, "parent_ambiguous")]

    def test_a_new_name_for_a_known_code(self):
        CountyFactory(code="620422", name="会宁县")

        assert codes(plan(COUNTY | {"name": "会宁区"})) == [(2, "renamed")]

    def test_one_bad_row_stops_them_all(self, tmp_path):
        path = tmp_path / "units.csv"
        path.write_text("代码,名称,类型,上级\n620422,会宁县,县,\n,南什村,村,无此镇\n")

        report = run(path, "--json")

        assert report["refused"] == 1
        assert not Unit.objects.exists()

    def test_a_file_that_is_no_workbook_says_so(self, tmp_path):
        path = tmp_path / "units.xlsx"
        path.write_bytes(b"MZ this is a program")

        with pytest.raises(CommandError):
            call_command("import_units", path)


class TestChanges:
    def test_an_official_code_replaces_the_provisional_one(self):
        apply(plan(COUNTY, TOWN, village("南什村")), by=None, at=None)

        apply(plan(COUNTY, TOWN, village("南什村", code="620422100215")), by=None, at=None)

        unit = Unit.objects.get(name="南什村")
        assert (unit.code, unit.code_is_provisional) == ("620422100215", False)

    def test_new_figures_are_taken_over(self):
        apply(plan(COUNTY | {"population": "560700"}), by=None, at=None)

        found = plan(COUNTY | {"population": "561000"})
        apply(found, by=None, at=None)

        assert len(found.changed) == 1
        assert Unit.objects.get(code="620422").population == 561000

    def test_children_are_reached_by_their_parents_path(self):
        apply(plan(COUNTY, TOWN, village("南什村")), by=None, at=None)

        township = Unit.objects.get(name="会师镇")
        assert Unit.objects.get(name="南什村").path.startswith(township.path)
