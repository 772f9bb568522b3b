import csv
import io

import pytest

from core.exports import csv_lines, safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_excel_would_run_becomes_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "shown"), [(None, ""), ("王芳", "王芳"), (12, "12")])
def test_other_cells_stay_as_they_are(value, shown):
    assert safe_cell(value) == shown


def test_the_file_opens_in_excel_with_its_chinese_intact():
    content = b"".join(csv_lines(["姓名"], [["王,芳"], ["李\n强"]]))

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [["姓名"], ["王,芳"], ["李\n强"]]
