"""Workbooks of lists: columns defined once, cells that Excel cannot run, sums below, ready for A4."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import xlsxwriter

from core.exports import safe_cell

PAPER_A4 = 9
MONEY = "#,##0.00"
FRAME = {"border": 1, "valign": "vcenter"}
HEAD = FRAME | {"bold": True, "text_wrap": True, "bg_color": "#EEF2F0"}


@dataclass(frozen=True)
class Column:
    """A title, the value of a row under it, and the width in characters."""

    title: str
    value: Callable
    width: int = 12


class ListSheet:
    """One sheet being written: a title over a row of heads that stay in view and on every printed page."""

    def __init__(self, title, heads, widths, *, name=None, frozen_columns=1, frame=FRAME, book=None):
        """Begin under `title` with `heads` and `widths` (characters), one each per column.

        :param book: the workbook that this is one sheet of; without it the sheet is a workbook of its own.
        """
        self._buffer = BytesIO()
        self._book = book or new_book(self._buffer)
        self._frame = frame
        self.sheet = self._book.add_worksheet(name)
        self.head = self._book.add_format(HEAD | frame)
        heading = self._book.add_format({"bold": True, "font_size": 14, "align": "center"})
        self.sheet.merge_range(0, 0, 0, len(heads) - 1, title, heading)
        for place, (text, width) in enumerate(zip(heads, widths, strict=True)):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(1, place, text, self.head)
        self.sheet.freeze_panes(2, frozen_columns)
        self.sheet.set_landscape()
        self.sheet.set_paper(PAPER_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0, 1)

    def style(self, **more):
        """Return a format for cells: the frame of all, and more."""
        return self._book.add_format(self._frame | more)

    def finish(self):
        """Return the xlsx file as bytes."""
        self._book.close()
        return self._buffer.getvalue()


def new_book(buffer):
    """Begin a workbook that never takes a text for a formula."""
    return xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})


def workbook_of_sheets(parts):
    """Return an xlsx file as bytes with a sheet for each (name, title, columns, rows), in their order."""
    buffer = BytesIO()
    book = new_book(buffer)
    for name, title, columns, rows in parts:
        heads, widths = [column.title for column in columns], [column.width for column in columns]
        page = ListSheet(title, heads, widths, name=name, book=book)
        styles = {"cell": page.style(), "money": page.style(num_format=MONEY)}
        for number, row in enumerate(rows, start=2):
            _write_row(page.sheet, number, [column.value(row) for column in columns], styles)
    book.close()
    return buffer.getvalue()


def workbook(title, columns, rows, *, totals=None):
    """Return an xlsx file as bytes: the title, the heads, one line per row, and perhaps a line of totals.

    Money stays a number with two places; everything else is text.
    """
    page = ListSheet(title, [column.title for column in columns], [column.width for column in columns])
    styles = {"cell": page.style(), "money": page.style(num_format=MONEY)}
    number = 1
    for number, row in enumerate(rows, start=2):
        _write_row(page.sheet, number, [column.value(row) for column in columns], styles)
    if totals:
        _write_row(page.sheet, number + 1, totals, styles)
    return page.finish()


def _write_row(sheet, number, values, styles):
    for place, value in enumerate(values):
        if isinstance(value, Decimal):
            sheet.write_number(number, place, value, styles["money"])
        elif isinstance(value, int) and not isinstance(value, bool):
            sheet.write_number(number, place, value, styles["cell"])
        else:
            sheet.write_string(number, place, safe_cell(value), styles["cell"])
