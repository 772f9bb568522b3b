"""Files that cannot be given back: said at once, with the remedy, and nothing kept."""

from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Protection

from reports.answers.choices import State
from reports.answers.models import Answer
from reports.answers.services import AnswerRefused
from tests import workbooks
from tests.reports.answers.forms import content_of, empty_book, one_sheet, opened, sheet_of, units_form


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (workbooks.xls(["单位", "残疾人数"], ["会师镇", ""]), "另存为"),
        (workbooks.ods(["单位", "残疾人数"]), "另存为"),
        ("单位,残疾人数\n会师镇,".encode(), "另存为"),
        (workbooks.ole("EncryptedPackage", b"x" * 9000), "打开密码"),
        (workbooks.zip_bomb(), "异常地大"),
        (workbooks.zipped({"xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": b"x"}), "文件里有宏"),
        (b"%PDF-1.7", "这是 PDF"),
        (b"", "文件是空的"),
    ],
    ids=["xls", "ods", "csv", "encrypted", "bomb", "macros", "pdf", "empty"],
)
def test_what_is_no_workbook_is_refused_at_once(desk, content, told):
    with pytest.raises(AnswerRefused, match=told):
        desk.upload(content)

    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (one_sheet(), "工作表是空的"),
        (one_sheet(["会宁县", "2026"], ["a", "b"]), "没有找到可以填写的表"),
        (one_sheet(["残疾人数", "专职委员人数"], [1, 2]), "没有找到可以填写的表"),
        (workbooks.corner_bomb(), "异常地大"),
    ],
    ids=["empty sheet", "no head", "nothing tells the rows", "corner"],
)
def test_a_workbook_without_a_table_is_refused_with_the_remedy(desk, content, told):
    answer = desk.upload(content)

    assert answer.state == State.REFUSED
    assert told in answer.message


def test_a_form_of_which_no_unit_is_recognised_gives_no_file(desk):
    answer = desk.answer(one_sheet(["单位", "残疾人数"], ["甲镇"], ["乙镇"]))

    assert answer.state == State.MAPPING
    assert "A2：没有“甲镇”这个乡镇（街道）" in answer.message
    assert not answer.result


def test_a_hidden_sheet_is_left_alone(desk):
    book = empty_book()
    sheet_of(book, "表", ["单位", "残疾人数"], ["会师镇"])
    sheet_of(book, "藏", ["单位", "残疾人数"], ["会师镇"]).sheet_state = "hidden"

    answer = desk.answer(content_of(book))

    assert opened(answer)["藏"]["B2"].value is None
    assert opened(answer)["藏"].sheet_state == "hidden"
    assert "隐藏" in answer.found[1]["note"]


def test_of_a_protected_sheet_only_open_cells_are_filled(desk):
    book = empty_book()
    ws = sheet_of(book, "表", ["单位", "残疾人数", "肢体残疾"], ["会师镇"])
    ws.protection.sheet = True
    locked = content_of(book)
    ws["B2"].protection = Protection(locked=False)
    half_open = content_of(book)

    refused, filled = desk.upload(locked), desk.answer(half_open)

    assert "撤销工作表保护" in refused.message
    assert [opened(filled)["表"][cell].value for cell in ("B2", "C2")] == [3, None]
    assert filled.troubles[0]["cell"] == "C2"


def test_nothing_becomes_a_formula_that_was_a_text(desk, world):
    world.huishi.phone = "=cmd|'/c calc'!A1"
    world.huishi.save()

    answer = desk.answer(one_sheet(["单位", "残疾人数", "办公电话"], ["会师镇"]))

    assert opened(answer)["表"]["C2"].data_type == "s"


def test_a_form_of_thousands_of_rows_is_filled(desk, world):
    names = ["南什村", "西关社区", "红堡子村"]
    content = one_sheet(["村名", "残疾人数"], *[[names[number % 3]] for number in range(5_000)])

    answer = desk.answer(content)

    with answer.result.open("rb") as file:
        assert load_workbook(file)["表"]["B5001"].value == 1
    assert answer.counts["written"] == 5_000


def test_charts_that_will_be_lost_are_told(desk):
    book = empty_book()
    ws = sheet_of(book, "表", ["单位", "残疾人数"], ["会师镇"])
    chart = BarChart()
    chart.add_data(Reference(ws, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    ws.add_chart(chart, "E2")

    answer = desk.upload(content_of(book))

    assert "图表" in answer.message


def test_a_day_to_come_is_refused(desk):
    with pytest.raises(AnswerRefused, match="不能晚于今天"):
        desk.upload(units_form("会师镇"), as_of=date(2026, 12, 1))
