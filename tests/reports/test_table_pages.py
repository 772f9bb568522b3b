"""How a table breaks over pages: what is left for the last one."""

import io

import pdfplumber
import pytest

from core.documents import render_pdf
from reports.tables import row, table

pytestmark = pytest.mark.once


def last_rows(count):
    """Print so many rows and return how many names of rows stand on the last page, and on how many pages."""
    rows = [row(f"村{number}", str(number)) for number in range(1, count + 1)]
    content = {"tables": [table("", head=["村（社区）", "人数"], rows=rows, signed=True)], "lead": []}
    context = {"content": content, "figures_at": ""}
    made = render_pdf("reports/print/statistics.html", context, title="汇总表", author="会宁县残疾人联合会")
    with pdfplumber.open(io.BytesIO(made)) as pdf:
        text = pdf.pages[-1].extract_text()
        return text.count("村") - text.count("村（社区）"), len(pdf.pages)


def test_no_row_stands_alone_with_the_signatures_on_the_last_page():
    full = next(count for count in range(20, 40) if last_rows(count)[1] == 2)

    assert last_rows(full) == (3, 2)
    assert last_rows(full + 5)[0] > 3
