"""Giving a workbook back with its bad cells marked: filled, commented, and explained in a last column."""

import io
import logging
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from core.garbage import without_collecting
from core.sheets.cells import text_of
from core.sheets.reading import Sheet

logger = logging.getLogger(__name__)

AUTHOR = "助残"
COLOUR = "F8D7DA"
LAYOUT_KEPT_UP_TO = 60_000  # rows; openpyxl needs about 20 seconds for 40,000
NOTE_WIDTH = 60  # characters
PROBLEM_TITLE = "问题"


@dataclass(frozen=True)
class Marks:
    """What to mark in a sheet: row numbers as Excel shows them, columns counted from 0."""

    header_number: int
    width: int  # columns of the table
    cells: Mapping[tuple[int, int], str]  # (row number, column) → comment
    notes: Mapping[int, str] = field(default_factory=dict)  # row number → text of the last column
    note_place: int | None = None  # a column for notes that the sheet has already

    @property
    def notes_at(self):
        return self.width if self.note_place is None else self.note_place


@without_collecting
def mark_xlsx(content, sheet_name, marks):
    """Return the workbook with its layout kept and the marks made, or None if openpyxl cannot read it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # extensions that openpyxl drops
            workbook = load_workbook(io.BytesIO(content))
            worksheet = workbook[sheet_name]
            _mark(worksheet, marks)
            target = io.BytesIO()
            workbook.save(target)
    except Exception:
        logger.warning("the layout of a workbook could not be kept", exc_info=True)
        return None
    return target.getvalue()


def _mark(worksheet, marks):
    fill = PatternFill("solid", fgColor=COLOUR)
    wrapped = Alignment(wrap_text=True, vertical="top")
    place = marks.notes_at + 1
    if marks.note_place is not None:
        _clear(worksheet, marks)
    title = worksheet.cell(max(marks.header_number, 1), place)
    worksheet.column_dimensions[title.column_letter].width = NOTE_WIDTH
    if marks.header_number:  # a table without a header has no place for a title
        title.value, title.font = PROBLEM_TITLE, Font(bold=True)
    for (number, column), text in marks.cells.items():
        cell = worksheet.cell(number, column + 1)
        if not isinstance(cell, MergedCell):
            cell.fill = fill
            cell.comment = Comment(text, AUTHOR, width=320, height=120)
    for number, text in marks.notes.items():
        cell = worksheet.cell(number, place)
        if not isinstance(cell, MergedCell):
            cell.value, cell.data_type, cell.alignment = text, "s", wrapped


def _clear(worksheet, marks):
    """Take away the marks of the last time."""
    for row in worksheet.iter_rows(min_row=marks.header_number + 1, max_col=marks.notes_at + 1):
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
                cell.fill = PatternFill()
            if cell.column == marks.notes_at + 1:
                cell.value = None


def rebuild_xlsx(sheet: Sheet, marks):
    """Return a new workbook with the rows of `sheet` in the same places, all as text, and the marks made."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    worksheet = workbook.add_worksheet((sheet.name or "名单")[:31])
    text = workbook.add_format({"num_format": "@"})
    bad = workbook.add_format({"num_format": "@", "bg_color": f"#{COLOUR}"})
    wrapped = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    head = workbook.add_format({"num_format": "@", "bold": True})
    for number, cells in sheet.rows:
        for place, cell in enumerate(cells):
            style = bad if (number, place) in marks.cells else text
            style = head if number == marks.header_number else style
            shown = text_of(cell)
            if shown and place != marks.note_place:
                worksheet.write_string(number - 1, place, shown, style)
    for (number, place), comment in marks.cells.items():
        worksheet.write_comment(number - 1, place, comment, {"author": AUTHOR, "width": 320, "height": 120})
    if marks.header_number:
        worksheet.write_string(marks.header_number - 1, marks.notes_at, PROBLEM_TITLE, head)
    for number, note in marks.notes.items():
        worksheet.write_string(number - 1, marks.notes_at, note, wrapped)
    worksheet.set_column(0, max(marks.width - 1, 0), 16)
    worksheet.set_column(marks.notes_at, marks.notes_at, NOTE_WIDTH)
    worksheet.freeze_panes(marks.header_number, 0)
    workbook.close()
    return target.getvalue()
