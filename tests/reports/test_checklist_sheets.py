import io

import pdfplumber
import pytest

from assessments.models import Checklist
from reports.periods import NotPossible
from reports.services import make_document, title_of
from tests.factories import CountyFactory
from tests.reports.conftest import TODAY


def sheet(code, unit, **options):
    return make_document(code, unit, by=None, at=TODAY, **{"year": 2026} | options)


def rows_of(document, place=0):
    table = document.snapshot.content["tables"][place]
    return {row["cells"][0]["text"]: [cell["text"] for cell in row["cells"][1:]] for row in table["rows"]}


def text_of(document):
    with document.file.open("rb") as file, pdfplumber.open(io.BytesIO(file.read())) as pdf:
        return "".join(page.extract_text() for page in pdf.pages).replace("\n", "").replace(" ", "")


class TestJiuyouSheet:
    def test_of_a_county_shows_every_township_with_every_item(self, world):
        rows = rows_of(sheet("jiuyou_sheet", world.county))

        assert rows["会师镇"][:9] == ["有"] * 8 + ["无"]
        assert rows["郭城驿镇"][:3] == ["无", "待核", "无"]
        assert rows["会师镇"][9:11] == ["8/9", "差 1 项"]
        assert rows["会师镇"][12:] == [world.clerk.full_name, "2026-11-22"]

    def test_of_a_county_counts_who_has_each_item(self, world):
        document = sheet("jiuyou_sheet", world.county)

        assert rows_of(document)["具备单位数"][:9] == ["1"] * 8 + ["0"]
        assert document.snapshot.figures["checks.jiuyou.lack.1"]["value"] == 1

    def test_of_a_township_goes_item_by_item_with_its_grounds(self, world):
        document = sheet("jiuyou_sheet", world.huishi)
        rows = rows_of(document)

        assert len(rows) == 9
        assert rows["1. 有残联牌子"] == ["有", "人工查验", "0", world.clerk.full_name, "2026-11-22"]
        assert rows["9. 有残疾人各类数据"][:2] == ["无", "系统判定：3 人中 0 人资料完整，完整率 0.0%。"]
        assert "具备 8 项，差 1 项（有残疾人各类数据）" in document.snapshot.content["tables"][0]["note"]

    def test_reads_back_from_the_file(self, world):
        text = text_of(sheet("jiuyou_sheet", world.huishi))

        assert "会师镇残疾人联合会2026年第四季度“九有”检查表" in text
        assert "填表人：审核人：负责人：日期：" in text
        assert "数据截至2026年11月22日" in text

    def test_lies_on_turned_pages_where_it_is_wide(self, world):
        document = sheet("jiuyou_sheet", world.county)

        with document.file.open("rb") as file, pdfplumber.open(io.BytesIO(file.read())) as pdf:
            assert all(page.width > page.height for page in pdf.pages)


class TestLiuyouSheet:
    def test_of_a_county_has_totals_and_every_village(self, world):
        document = sheet("liuyou_sheet", world.county)

        assert rows_of(document)["合计"] == ["0", "2", "1"]
        assert list(rows_of(document, 1)) == ["南什村", "西关社区", "红堡子村", "具备单位数"]
        assert rows_of(document, 1)["南什村"][0] == "会师镇"

    def test_of_a_township_has_its_own_villages_only(self, world):
        assert list(rows_of(sheet("liuyou_sheet", world.huishi))) == ["南什村", "西关社区", "具备单位数"]

    @pytest.mark.parametrize("place", ["nanshi", "xiguan"])
    def test_of_a_village_or_community_has_six_items(self, world, place):
        assert len(rows_of(sheet("liuyou_sheet", getattr(world, place)))) == 6


class TestPeriod:
    def test_is_the_present_quarter_unless_said_otherwise(self, world):
        assert title_of("jiuyou_sheet", world.county, 2026) == "会宁县2026年第四季度乡镇残联“九有”检查表"
        assert "第二季度" in title_of("jiuyou_sheet", world.county, 2026, 2)

    def test_is_the_last_quarter_of_a_year_that_is_over(self, world):
        document = sheet("jiuyou_sheet", world.county, year=2025)

        assert (document.quarter, f"{document.snapshot.as_of}") == (4, "2025-12-31")

    @pytest.mark.parametrize(
        ("year", "quarter", "reason"),
        [(2027, None, "年度应在"), (1999, None, "年度应在"), (2026, 5, "季度应在 1 到 4 之间")],
    )
    def test_must_have_begun_and_exist(self, world, year, quarter, reason):
        with pytest.raises(NotPossible, match=reason):
            sheet("jiuyou_sheet", world.county, year=year, quarter=quarter)


class TestRefusals:
    def test_a_village_has_no_jiuyou(self, world):
        with pytest.raises(NotPossible, match="适用于县（区）、乡镇（街道），南什村是村"):
            sheet("jiuyou_sheet", world.nanshi)

    def test_a_county_without_the_list_is_told_so(self):
        with pytest.raises(NotPossible, match="没有可用的“九有”清单"):
            sheet("jiuyou_sheet", CountyFactory(name="新县"))

    def test_a_list_that_has_ended_is_no_list(self, world):
        Checklist.objects.filter(code="jiuyou").update(valid_to="2025-12-31")

        with pytest.raises(NotPossible, match="没有可用的“九有”清单"):
            sheet("jiuyou_sheet", world.county)
