"""A workbook that is sent while it is written can be read by others, and says exactly what it was given."""

import io

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from core.exports import safe_cell
from core.sheets.streaming import ROWS_AT_ONCE, xlsx_stream

XML_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


def streamed(rows, heads=("姓名", "备注"), widths=(12, 30)):
    return b"".join(xlsx_stream("名单", heads, rows, widths=widths))


def read(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("名单").to_python()


class TestWhatIsSent:
    @given(XML_TEXT)
    def test_a_text_comes_back_as_it_was(self, text):
        assert read(streamed([["王芳", text]]))[1:] == [["王芳", safe_cell(text)]]

    def test_openpyxl_reads_it_too_with_the_heads_kept_in_view(self):
        sheet = load_workbook(io.BytesIO(streamed([["王芳", ""], ["李强", "a<b & c"]])))["名单"]

        assert list(sheet.values) == [("姓名", "备注"), ("王芳", None), ("李强", "a<b & c")]
        assert sheet.freeze_panes == "A2"

    def test_a_formula_stays_a_text(self):
        sheet = load_workbook(io.BytesIO(streamed([["=1+1", "x"]])))["名单"]

        assert (sheet["A2"].value, sheet["A2"].data_type) == ("'=1+1", "s")

    def test_characters_that_xml_forbids_are_left_out(self):
        assert read(streamed([["王\x00\x0b芳", "x"]]))[1] == ["王芳", "x"]

    def test_pieces_go_out_before_the_rows_are_all_there(self):
        taken = []

        def rows():
            for number in range(3 * ROWS_AT_ONCE):
                taken.append(number)
                yield [str(number), ""]

        next(xlsx_stream("名单", ["姓名", "备注"], rows(), widths=[10, 10]))

        assert len(taken) == ROWS_AT_ONCE
