"""A workbook comes back as it was, with its bad cells marked, and can be marked again."""

from io import BytesIO

import openpyxl
import pytest
from openpyxl.styles import Font

from core.sheets import read_sheets
from core.sheets.marking import COLOUR, Marks, mark_xlsx, rebuild_xlsx
from tests import workbooks

HEADER = ("姓名", "身份证号")
MARKS = Marks(
    header_number=2,
    width=2,
    cells={(3, 1): "少了 1 位。", (4, 0): "没有填写姓名。"},
    notes={3: "身份证号：少了 1 位。", 4: "姓名：没有填写姓名。"},
)


@pytest.fixture
def workbook():
    """A clerk's workbook with a merged title, bold names, a formula and a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    for row in (["花名册", ""], HEADER, ["王芳", "123"], ["", "456"], ["=1+1", "789"]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    sheet["A3"].font = Font(bold=True)
    sheet.column_dimensions["A"].width = 33
    book.create_sheet("说明")["A1"] = "请勿改动"
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def sheet_of(content, name="名单"):
    return openpyxl.load_workbook(BytesIO(content))[name]


class TestAnXlsx:
    def test_keeps_its_layout(self, workbook):
        marked = mark_xlsx(workbook, "名单", MARKS)

        sheet = sheet_of(marked)
        assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:B1"]
        assert sheet["A3"].font.bold
        assert sheet.column_dimensions["A"].width == 33
        assert sheet["A5"].value == "=1+1"
        assert sheet_of(marked, "说明")["A1"].value == "请勿改动"

    def test_shows_what_is_wrong_at_the_cell_and_in_a_last_column(self, workbook):
        sheet = sheet_of(mark_xlsx(workbook, "名单", MARKS))

        assert sheet["B3"].fill.fgColor.rgb.endswith(COLOUR)
        assert sheet["B3"].comment.text == "少了 1 位。"
        assert [sheet.cell(row, 3).value for row in (2, 3, 4, 5)] == ["问题", *MARKS.notes.values(), None]

    def test_marked_again_loses_the_old_marks(self, workbook):
        once = mark_xlsx(workbook, "名单", MARKS)
        again = Marks(header_number=2, width=3, cells={(4, 1): "新。"}, notes={4: "新。"}, note_place=2)

        sheet = sheet_of(mark_xlsx(once, "名单", again))

        assert (sheet["B3"].comment, sheet["C3"].value) == (None, None)
        assert not sheet["B3"].fill.fgColor.rgb.endswith(COLOUR)
        assert (sheet["B4"].comment.text, sheet["C4"].value) == ("新。", "新。")

    def test_never_turns_an_explanation_into_a_formula(self, workbook):
        marks = Marks(header_number=2, width=2, cells={}, notes={3: "=HYPERLINK(1)"})

        cell = sheet_of(mark_xlsx(workbook, "名单", marks))["C3"]

        assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")

    def test_that_openpyxl_cannot_read_gives_nothing(self):
        assert mark_xlsx(b"PK\x03\x04 no workbook", "名单", MARKS) is None

    def test_without_that_sheet_gives_nothing(self, workbook):
        assert mark_xlsx(workbook, "别的", MARKS) is None


class TestAnotherFormat:
    @pytest.mark.parametrize(
        "make", [workbooks.xls, workbooks.ods, lambda *rows: "\n".join(map(",".join, rows)).encode()]
    )
    def test_becomes_an_xlsx_with_the_same_rows_in_the_same_places(self, make):
        content = make(("花名册", ""), HEADER, ("王芳", "123"), ("", "456"), ("=1+1", "789"))
        (sheet,) = read_sheets(BytesIO(content))

        marked = sheet_of(rebuild_xlsx(sheet, MARKS), sheet.name or "名单")

        assert [marked.cell(2, place).value for place in (1, 2, 3)] == [*HEADER, "问题"]
        assert (marked["B3"].value, marked["B3"].comment.text) == ("123", "少了 1 位。")
        assert marked["B3"].fill.fgColor.rgb.endswith(COLOUR)
        assert marked["C4"].value == "姓名：没有填写姓名。"
        assert (marked["A5"].value, marked["A5"].data_type) == ("=1+1", "s")
