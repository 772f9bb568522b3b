"""Finding the table in a sheet that people have laid out: its head of one to three rows, and its columns."""

import re
from dataclasses import dataclass, field

from core.sheets.cells import half_width, text_of
from core.sheets.headers import letter_of

SEARCHED_ROWS = 40
COLUMNS_MAX = 120
ROWS_MAX = 20_000
HEAD_ROWS = 3
TITLE_MAX = 60  # characters; what is longer is a note
FEWEST = 2  # known columns that make a head
INDEX = re.compile(r"甲|乙|丙|丁|戊|栏次|代码|\d{1,3}|\(\d{1,3}\)")


@dataclass
class Grid:
    """The cells of a worksheet as people see them: a merged cell says the same in every row and column."""

    ws: object
    anchors: dict = field(default_factory=dict)  # cell → upper left cell of its range
    ranges: list = field(default_factory=list)  # (top, left, bottom, right)
    last_row: int = 0  # the last that says something
    last_column: int = 0

    @classmethod
    def of(cls, ws):
        """Return the grid of a worksheet."""
        grid = cls(ws)
        for (row, column), cell in ws._cells.items():
            if column <= COLUMNS_MAX and cell.value not in (None, "") and row <= ROWS_MAX:
                grid.last_row, grid.last_column = max(grid.last_row, row), max(grid.last_column, column)
        for own in ws.merged_cells.ranges:
            grid._add(own.min_row, own.min_col, min(own.max_row, ROWS_MAX), min(own.max_col, COLUMNS_MAX))
        return grid

    def _add(self, top, left, bottom, right):
        self.ranges.append((top, left, bottom, right))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.anchors[row, column] = (top, left)

    def own_text(self, row, column):
        """Return what stands in this very cell."""
        cell = self.ws._cells.get((row, column))
        return text_of(cell.value) if cell is not None else ""

    def text(self, row, column):
        """Return what a reader sees in the cell, from the upper left of its range."""
        return self.own_text(*self.anchors.get((row, column), (row, column)))

    def is_text(self, row, column):
        """True if a reader sees words there, no number and no formula."""
        cell = self.ws._cells.get(self.anchors.get((row, column), (row, column)))
        return cell is not None and isinstance(cell.value, str) and cell.data_type != "f"

    def texts(self, row):
        """Return (column, text) of the cells of a row that say something themselves."""
        found = ((column, self.own_text(row, column)) for column in range(1, self.last_column + 1))
        return [(column, text) for column, text in found if text]


@dataclass(frozen=True)
class HeadColumn:
    """A column: its number from 1, and its words from the widest group down."""

    place: int
    parts: tuple[str, ...]

    @property
    def letter(self):
        return letter_of(self.place - 1)

    @property
    def title(self):
        return "／".join(self.parts)


@dataclass(frozen=True)
class Head:
    """The head of a table."""

    top: int
    bottom: int
    columns: tuple[HeadColumn, ...]


def find_head(grid, is_known):
    """Return the `Head` with most known columns, or None.

    :param is_known: tells of the words over a column whether they are understood.
    """
    best, best_score = None, (FEWEST - 1, 0)
    for row in range(1, min(grid.last_row, SEARCHED_ROWS) + 1):
        head = head_at(grid, row)
        known = {column.parts for column in head.columns if is_known(column.parts)}
        score = (len(known), -len(head.columns))
        if len(known) >= FEWEST and score > best_score:
            best, best_score = head, score
    return head_at(grid, _lowest(grid, best)) if best else None


def head_at(grid, bottom):
    """Return the head whose lowest row is `bottom`, with the rows above that belong to it."""
    top = bottom
    while top > 1 and bottom - top < HEAD_ROWS - 1 and _belongs(grid, top - 1):
        top -= 1
    columns = []
    for place in range(1, grid.last_column + 1):
        parts = []
        for row in range(top, bottom + 1):
            text = grid.text(row, place) if grid.is_text(row, place) else ""
            if text and len(text) <= TITLE_MAX and text not in parts[-1:]:
                parts.append(text)
        if parts:
            columns.append(HeadColumn(place, tuple(parts)))
    return Head(top, bottom, tuple(columns))


def first_body_row(grid, head):
    """Return the row below the head, and below a row that only numbers the columns (甲、1、2 …)."""
    row = head.bottom + 1
    texts = [half_width(text) for _, text in grid.texts(row)]
    if len(texts) > 1 and len(texts) * 2 >= len(head.columns) and all(INDEX.fullmatch(t) for t in texts):
        return row + 1
    return row


def _belongs(grid, row):
    """True if a row is the upper part of a head: it shares a cell with the row below, or has groups."""
    width = max(len({grid.anchors.get((row + 1, c), c) for c, _ in grid.texts(row + 1)}), 2)
    for top, left, bottom, right in grid.ranges:
        if not top <= row <= bottom:
            continue
        text, span = grid.own_text(top, left), right - left + 1
        if span >= max(width, grid.last_column) or "：" in text or ":" in text or not text:
            continue  # a title line, or the line of who fills it in
        if bottom > row or span > 1:
            return True
    return False


def _lowest(grid, head):
    """Return the lowest row of a head that was found by one of its upper rows."""
    lowest = max(
        (bottom for top, _, bottom, _ in grid.ranges if top <= head.bottom < bottom and top >= head.top),
        default=head.bottom,
    )
    return min(lowest, head.bottom + HEAD_ROWS - 1)
