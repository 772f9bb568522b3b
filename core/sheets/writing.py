"""Workbooks of the lists: columns defined once, cells that Excel cannot run, sums below."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from core.exports import safe_cell

PAPER_A4 = 9
MONEY = "#,##0.00"


@dataclass(frozen=True)
class Column:
    """A title, the value of a row under it, and the width in characters."""

    title: str
    value: Callable
    width: int = 12


def workbook(title, columns, rows, *, totals=None):
    """Return an xlsx file as bytes: the title, the heads, one line per row, and perhaps a line of totals.

    Money stays a number with two places; everything else is text.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    styles = _styles(book)
    sheet = book.add_worksheet()
    last = len(columns) - 1
    sheet.merge_range(0, 0, 0, last, title, styles["title"])
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(1, place, column.title, styles["head"])
    number = 1
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, [column.value(row) for column in columns], styles)
    if totals:
        _write_row(sheet, number + 1, totals, styles)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    book.close()
    return buffer.getvalue()


def _write_row(sheet, number, values, styles):
    for place, value in enumerate(values):
        if isinstance(value, Decimal):
            sheet.write_number(number, place, value, styles["money"])
        elif isinstance(value, int) and not isinstance(value, bool):
            sheet.write_number(number, place, value, styles["cell"])
        else:
            sheet.write_string(number, place, safe_cell(value), styles["cell"])


def _styles(book):
    frame = {"border": 1, "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "align": "center"}),
        "head": book.add_format(frame | {"bold": True, "text_wrap": True, "bg_color": "#EEF2F0"}),
        "cell": book.add_format(frame),
        "money": book.add_format(frame | {"num_format": MONEY}),
    }
