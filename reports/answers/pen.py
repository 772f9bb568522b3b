"""Writing into the superior's cells: nothing is overwritten unasked, and what lacks is marked."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from core.sheets.headers import letter_of
from core.sheets.marking import AUTHOR

UNKNOWN_COLOUR, TROUBLE_COLOUR = "FFF2CC", "F8D7DA"
COMMENTS_MAX, TROUBLES_MAX = 300, 1_000
TEN_THOUSAND = Decimal(10_000)
UNKNOWN = "系统没有认出这一列，没有填写。"
MERGED = "单元格与上下行合并在一起，一行的数不能填进去。"
LOCKED = "单元格受保护，不能填写。"


@dataclass
class Pen:
    """Writes into one sheet, and counts what it wrote, left and could not write."""

    ws: object
    overwrite: bool = False
    written: int = 0
    left: int = 0
    troubles: list = field(default_factory=list)
    comments: int = 0

    def __post_init__(self):
        self.look_again()

    def look_again(self):
        """Note which cells are merged over several rows: after reading, and after rows were put in."""
        self._tall = {
            (row, column)
            for own in self.ws.merged_cells.ranges
            if own.max_row > own.min_row
            for row in range(own.min_row, own.max_row + 1)
            for column in range(own.min_col, own.max_col + 1)
        }

    def put(self, row, place, value, *, percent=False, factor=1):
        """Write a value into an empty cell; return True if it stands there now."""
        cell = self.ws.cell(row, place)
        if isinstance(cell, MergedCell) or (row, place) in self._tall:
            self.trouble(row, place, MERGED, "请在原表里拆开合并，或手工填写。")
            return False
        if cell.data_type == "f" or (cell.value not in (None, "") and not self.overwrite):
            self.left += 1
            return False
        if self.ws.protection.sheet and cell.protection.locked:
            self.trouble(row, place, LOCKED, "请先撤销工作表保护。")
            return False
        _set(cell, value, percent=percent, factor=factor)
        self.written += 1
        return True

    def is_open(self, row, place):
        """True if the cell waits for a value: empty, no formula, not covered by another."""
        cell = self.ws._cells.get((row, place))
        return cell is None or (not isinstance(cell, MergedCell) and cell.value in (None, ""))

    def lacking(self, row, place, why, *, listed=True):
        """Mark an empty cell for which there is no value."""
        if self.is_open(row, place):
            self.mark(row, place, why, TROUBLE_COLOUR)
            if listed:
                self._note(row, place, why, "")

    def trouble(self, row, place, message, advice=""):
        """Mark a cell and list why it, or its row, was not filled."""
        self.mark(row, place, f"{message}{advice}", TROUBLE_COLOUR)
        self._note(row, place, message, advice)

    def _note(self, row, place, message, advice):
        if len(self.troubles) < TROUBLES_MAX:
            self.troubles.append(
                {
                    "sheet": self.ws.title, "row": row, "cell": f"{letter_of(place - 1)}{row}",
                    "message": message, "advice": advice,
                }
            )  # fmt: skip

    def mark(self, row, place, text, colour):
        """Fill a cell with a colour and say why in a comment; one that is there stays."""
        cell = self.ws.cell(*self._anchor(row, place))
        cell.fill = PatternFill("solid", fgColor=colour)
        if text and self.comments < COMMENTS_MAX:
            before = f"{cell.comment.text}\n" if cell.comment is not None else ""
            cell.comment = Comment(f"{before}{text}", AUTHOR, width=320, height=120)
            self.comments += 1

    def unknown(self, head_row, place, rows):
        """Mark a column that nobody could make out, with its empty cells; False if there is none to fill."""
        waiting = [row for row in rows if self.is_open(row, place)]
        if not waiting:
            return False
        self.mark(head_row, place, UNKNOWN, UNKNOWN_COLOUR)
        for row in waiting:
            self.mark(row, place, "", UNKNOWN_COLOUR)
        return True

    def _anchor(self, row, place):
        if isinstance(self.ws._cells.get((row, place)), MergedCell):
            for own in self.ws.merged_cells.ranges:
                if own.min_row <= row <= own.max_row and own.min_col <= place <= own.max_col:
                    return own.min_row, own.min_col
        return row, place


def _set(cell, value, *, percent, factor):
    if isinstance(value, bool) or value is None:
        value = {True: "是", False: "否", None: ""}[value]
    if isinstance(value, int | Decimal):
        value = Decimal(value) / factor if factor != 1 else value
        cell.value = value / 100 if percent and "%" in cell.number_format else value
    elif isinstance(value, date):
        cell.value = value
        if cell.number_format in ("General", "@"):
            cell.number_format = "yyyy-mm-dd"
    else:
        cell.value, cell.data_type = str(value), "s"  # never a formula, whatever it begins with
        if cell.number_format == "General" and str(value).isascii():
            cell.number_format = "@"
