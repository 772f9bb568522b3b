"""The directory of units through the import: new, renamed, changed; nothing outside one's county."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orgs.models import Unit
from registry.models import ImportRow
from tests import workbooks
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.importing import Desk, figures, refusals

HEADER = ["单位名称", "单位类型", "所属上级", "统计代码", "户籍人口", "户数"]


@pytest.fixture
def county():
    county = CountyFactory(name="会宁县", code="620422")
    town = TownshipFactory(parent=county, name="会师镇", code="620422100")
    VillageFactory(parent=town, name="南什村", code="620422100201", population=900)
    return county


@pytest.fixture
def desk(county, run_jobs):
    return Desk(PostingFactory(unit=county).user, county, "units", run_jobs)


def stand():
    return [
        {name: value for name, value in values.items() if name != "updated_at"}
        for values in Unit.objects.order_by("path").values()
    ]


TOWN = ["甘沟驿镇", "镇", "", "620422101", "", ""]


class TestWriting:
    def test_new_units_come_with_their_parents_in_any_order(self, desk):
        batch = desk.write(desk.upload(HEADER, ["六十铺村", "村", "甘沟驿镇", "", "1,200", "300"], TOWN))

        village = Unit.objects.get(name="六十铺村")
        assert figures(batch) == (2, 0, 0, 0)
        assert village.parent.name == "甘沟驿镇"
        assert village.path.startswith(village.parent.path)
        assert (village.population, village.code, village.code_is_provisional) == (1200, "620422101201", True)

    def test_a_known_code_with_another_name_is_a_renaming(self, desk):
        batch = desk.upload(HEADER, ["南什新村", "村", "会师镇", "620422100201", "950", ""])

        assert batch.rows.get().before["shown"] == [
            ["户籍人口", "900", "950"],
            ["名称", "南什村", "南什新村"],
        ]
        desk.write(batch)
        assert Unit.objects.get(code="620422100201").pinyin == "nsxc"

    def test_the_same_directory_again_changes_nothing(self, desk):
        desk.write(desk.upload(HEADER, TOWN))

        assert figures(desk.upload(HEADER, TOWN)) == (0, 0, 1, 0)

    def test_the_plan_says_what_the_real_run_does(self, desk):
        rows = [
            TOWN,
            ["南什村", "村", "会师镇", "620422100201", "950", ""],
            ["河畔社区", "社区", "会师镇", "", "", ""],
        ]
        batch = desk.upload(HEADER, *rows)
        planned = figures(batch)

        desk.write(batch)

        assert planned == (2, 1, 0, 0)
        assert figures(desk.upload(HEADER, *rows)) == (0, 0, 3, 0)


class TestRefusing:
    def test_messy_rows_are_refused_and_the_rest_comes_in_on_the_clerks_word(self, desk):
        lines = [
            ["机构名录"], HEADER, TOWN,
            ["无上级村", "村", "没有的镇", "", "", ""],
            ["=A1", "村", "会师镇", "", "", ""],
            ["怪村", "屯", "会师镇", "", "", ""],
            ["多人村", "村", "会师镇", "", "很多", ""],
            ["白银市", "市", "", "620400", "", ""],
            *[[None] * 6] * 200, ["合计", "", "", "", "5", ""],
        ]  # fmt: skip
        batch = desk.upload(content=workbooks.merged_xlsx(lines, "A1:F1"))

        assert refusals(batch) == {
            **dict.fromkeys((4, 5, 6, 7), "unit_conflict"), 8: "outside_scope",
        }  # fmt: skip
        assert desk.write(batch, is_partial=True).is_applied
        assert Unit.objects.filter(name="甘沟驿镇").exists()

    def test_another_countys_units_are_neither_named_nor_changed(self, desk):
        other = TownshipFactory(
            parent=CountyFactory(name="外县", code="620500"), name="外镇", code="620500100"
        )

        batch = desk.upload(
            HEADER, ["改名镇", "镇", "", "620500100", "", ""], ["某村", "村", "外镇", "", "", ""]
        )

        assert refusals(batch) == {2: "outside_scope", 3: "unit_conflict"}
        assert other.name not in batch.rows.get(row=2).problems[0]["message"]

    def test_a_name_that_a_sibling_has_already_is_refused(self, desk, county):
        VillageFactory(parent=county.children.get(), name="西岩村", code="620422100202")

        batch = desk.upload(HEADER, ["西岩村", "村", "会师镇", "620422100201", "", ""])

        assert "已有，代码不同" in batch.rows.get().problems[0]["message"]


class TestTakingBack:
    def test_restores_the_tree_byte_for_byte(self, desk):
        before = stand()
        rows = [
            TOWN,
            ["六十铺村", "村", "甘沟驿镇", "", "", ""],
            ["新名", "村", "会师镇", "620422100201", "1", "1"],
        ]

        batch = desk.undo(desk.write(desk.upload(HEADER, *rows)))

        assert stand() == before
        assert batch.counts["undone"] == {"removed": 2, "restored": 1, "kept": 0}

    def test_what_is_used_stays_with_everything_above_it(self, desk):
        rows = [TOWN, ["六十铺村", "村", "甘沟驿镇", "", "", ""], ["大山村", "村", "甘沟驿镇", "", "", ""]]
        batch = desk.write(desk.upload(HEADER, *rows))
        PersonFactory(unit=Unit.objects.get(name="六十铺村"))

        desk.undo(batch)

        kept = dict(ImportRow.objects.exclude(kept_because="").values_list("name", "kept_because"))
        assert kept == {"六十铺村": "已有人员、台账等记录用到这个单位", "甘沟驿镇": "其下有保留的单位"}
        assert not Unit.objects.filter(name="大山村").exists()

    def test_what_was_touched_since_stays(self, desk):
        batch = desk.write(desk.upload(HEADER, ["新名", "村", "会师镇", "620422100201", "", ""]))
        Unit.objects.filter(name="新名").update(updated_at=timezone.now() + timedelta(minutes=1))

        assert desk.undo(batch).counts["undone"]["kept"] == 1
        assert Unit.objects.filter(name="新名").exists()
