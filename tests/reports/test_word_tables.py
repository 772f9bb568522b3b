"""Tables in Word without any database: widths, merged heads, heads that repeat, styles alone."""

import io
import zipfile
from datetime import UTC, datetime
from types import SimpleNamespace

import docx
import pytest
from docx.oxml.ns import qn

from reports.tables import mark, row, table, text
from reports.word import word_of
from reports.word_styles import STYLES
from reports.word_tables import widths_in_mm
from tests.reports.test_word import DIRECT

pytestmark = pytest.mark.once
NUMBERS = [text(number, "num") for number in (1, 2, 3)]
TWO_LINES = table(
    "残疾人证发放情况统计表", head=["单位", "男", "女", "合计"],
    rows=[row("会师镇", *NUMBERS), row("合计", *NUMBERS, total=True)],
    groups=[("", 1), ("性别", 2), ("", 1)], form=[("表号", "残统基1表"), ("制定机关", "县残联")],
    wide=True, unit_note="单位：人", filled_by="会宁县残联", note="说明。", signed=True,
    widths=[40, 0, 0, 20],
)  # fmt: skip
PLAIN = table("缺项表", head=["项目", "有"], rows=[row("牌子", mark("无", is_missing=True))], centred=True)


@pytest.fixture(scope="module")
def made():
    content = {"title": "通报", "issuer": "会宁县残联", "blocks": [], "tables": [TWO_LINES, PLAIN]}
    document = SimpleNamespace(stated=content, letterhead=None, made_at=datetime(2026, 11, 22, tzinfo=UTC))
    return word_of(document)


@pytest.fixture(scope="module")
def word(made):
    return docx.Document(io.BytesIO(made))


def test_widths_are_those_of_the_report_in_its_block():
    assert widths_in_mm(TWO_LINES, 225) == [90, 45, 45, 45]
    assert widths_in_mm(PLAIN, 156) == [78, 78]


def test_the_columns_have_them(word):
    grid = word.tables[0]._tbl.tblGrid.findall(qn("w:gridCol"))

    assert [round(int(own.get(qn("w:w"))) * 25.4 / 1440) for own in grid] == [90, 45, 45, 45]
    assert [round(cell.width.mm) for cell in word.tables[0].rows[2].cells] == [90, 45, 45, 45]
    assert not word.tables[0].autofit


def test_two_lines_of_heads_are_merged_as_on_paper(word):
    first, second = word.tables[0].rows[0], word.tables[0].rows[1]

    assert [cell.text for cell in first.cells] == ["单位", "性别", "性别", "合计"]
    assert [cell.text for cell in second.cells] == ["单位", "男", "女", "合计"]
    assert [cell.grid_span for cell in first._tr.tc_lst] == [1, 2, 1]
    assert first.cells[0]._tc is second.cells[0]._tc


def test_every_line_of_heads_repeats_and_no_row_is_torn(word):
    rows = word.tables[0].rows

    assert ["w:tblHeader" in own._tr.xml for own in rows] == [True, True, False, False]
    assert all("w:cantSplit" in own._tr.xml for own in rows)


def test_the_lines_of_a_statistical_form_stand_above_it(word):
    texts = {own.text: own.style.name for own in word.paragraphs}

    assert texts["表号：残统基1表"] == texts["制定机关：县残联"] == "表号（横排）"
    assert texts["填报单位：会宁县残联\t单位：人"] == "表上说明（横排）"
    assert texts["说明。"] == "表下说明"


def test_cells_are_told_apart_by_styles_alone(made, word):
    looks = [[cell.paragraphs[0].style.name for cell in own.cells] for own in word.tables[0].rows[2:]]
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        body = parts.read("word/document.xml").decode()

    assert looks == [
        ["表格文字", "表格数字", "表格数字", "表格数字"], ["合计文字", "合计数字", "合计数字", "合计数字"],
    ]  # fmt: skip
    assert word.tables[1].rows[1].cells[1].paragraphs[0].style.name == "表格缺项"
    assert [own for own in DIRECT if own in body] == []
    assert {p.style.name for t in word.tables for r in t.rows for c in r.cells for p in c.paragraphs} <= set(
        STYLES
    )


def test_a_single_annex_has_no_number():
    content = {"title": "通报", "issuer": "会宁县残联", "blocks": [], "tables": [PLAIN]}
    document = SimpleNamespace(stated=content, letterhead=None, made_at=datetime(2026, 11, 22, tzinfo=UTC))
    texts = [own.text for own in docx.Document(io.BytesIO(word_of(document))).paragraphs]

    assert "附件：缺项表" in texts
    assert "附件" in texts
