"""The tables of a document as a workbook: a sheet for each, sums as formulas, ready to print."""

import math
import re
from decimal import Decimal, InvalidOperation
from io import BytesIO

from xlsxwriter.utility import xl_range

from core.exports import safe_cell
from core.sheets.writing import FRAME, HEAD, PAPER_A4, new_book
from reports.tables import NUMBER, upper_heads

NAME_REFUSED = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31  # characters of the name of a sheet, as Excel allows
LEAST_HEAD, HEAD_LINES, PADDING, BROADEST = 4, 3, 2, 40
LINE = 16  # points
STYLES = {
    "title": {"bold": True, "font_size": 16, "align": "center"},
    "line": {"font_size": 10},
    "right": {"font_size": 10, "align": "right"},
    "head": HEAD | {"align": "center"},
    "text": FRAME | {"text_wrap": True},
    "digits": FRAME | {"align": "center"},
    "mark": FRAME | {"align": "center"},
    "miss": FRAME | {"align": "center", "bold": True, "bg_color": "#E8E8E8"},
    "0": FRAME | {"num_format": "0"},
    "1": FRAME | {"num_format": "0.0"},
    "2": FRAME | {"num_format": "0.00"},
}  # fmt: skip


def workbook_of(document):
    """Return the tables of a document as the bytes of an xlsx file, from its snapshot alone."""
    buffer = BytesIO()
    book = new_book(buffer)
    book.set_properties({"title": document.title, "author": document.unit.federation_name})
    styles = {name: book.add_format(facts) for name, facts in STYLES.items()}
    for number, table in enumerate(document.snapshot.content["tables"], start=1):
        title = table["title"] or document.title
        sheet = book.add_worksheet(_name(title, number))
        TableSheet(sheet, table, styles, figures=document.snapshot.figures).write(title)
    book.close()
    return buffer.getvalue()


def _name(title, number):
    """Return a name that Excel takes for a sheet and that no other sheet has."""
    return f"{number} {NAME_REFUSED.sub(' ', title)}"[:LONGEST_NAME].strip()


class TableSheet:
    """One table being written into a sheet, line by line from the top."""

    def __init__(self, sheet, table, styles, *, figures):
        self._sheet, self._table, self._styles, self._figures = sheet, table, styles, figures
        self._line, self._last = 0, len(table["head"]) - 1

    def write(self, title):
        """Write the table under its title."""
        self._merge(title, (0, 0, 0, self._last), "title")
        self._line = 1
        self._above()
        self._heads()
        self._set_up()
        self._body()
        for below in (self._table["note"], "　　　　".join(self._table["signed"])):
            if below:
                self._text(0, below, "line")
                self._line += 1

    def _above(self):
        for label, value in self._table["form"]:
            self._text(self._last, f"{label}：{value}", "right")
            self._line += 1
        if self._table["filled_by"]:
            self._text(0, f"填报单位：{self._table['filled_by']}", "line")
        if self._table["unit_note"]:
            self._text(self._last, self._table["unit_note"], "right")
        self._line += 1

    def _heads(self):
        alone = set(range(self._last + 1))
        for cell in upper_heads(self._table):
            bottom = self._line + 1 if cell["deep"] else self._line
            end = cell["place"] + cell["span"] - 1
            self._merge(cell["label"], (self._line, cell["place"], bottom, end), "head")
            alone -= {cell["place"]} if cell["deep"] else set()
        self._line += bool(self._table["groups"])
        for place, label in enumerate(self._table["head"]):
            if place in alone:
                self._text(place, label, "head")
        self._sheet.set_row(self._line, LINE * max((self._lines_of(place) for place in alone), default=1))
        self._line += 1

    def _lines_of(self, place):
        """Return how many lines the head of a column takes."""
        label = self._table["head"][place]
        return math.ceil(_cells_of(label) / (self._width(place, label) - PADDING + 1))

    def _set_up(self):
        sheet = self._sheet
        for place, label in enumerate(self._table["head"]):
            sheet.set_column(place, place, self._width(place, label))
        sheet.freeze_panes(self._line, 1)
        if self._table["wide"]:
            sheet.set_landscape()
        sheet.set_paper(PAPER_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0, self._line - 1)
        sheet.set_footer("&C— &P —")

    def _width(self, place, label):
        """Return a width in Latin characters: enough for every cell, and for a head of up to three lines."""
        longest = max((_cells_of(row["cells"][place]["text"]) for row in self._table["rows"]), default=0)
        head = min(_cells_of(label), max(LEAST_HEAD, _cells_of(label) // HEAD_LINES + 1))
        return min(max(longest, head) + PADDING, BROADEST)

    def _body(self):
        columns = [[] for _ in self._table["head"]]
        begins = self._line
        for row in self._table["rows"]:
            for place, cell in enumerate(row["cells"]):
                value = self._value(cell)
                if row["total"] and isinstance(value, Decimal) and _sums_to(columns[place], value):
                    span = xl_range(begins, place, self._line - 1, place)
                    self._sheet.write_formula(
                        self._line, place, f"=SUM({span})", self._style(value), float(value)
                    )
                else:
                    self._write(place, value, cell["kind"])
                columns[place].append(value)
            self._line += 1

    def _value(self, cell):
        """Return a figure as a number, and everything else as a text that Excel will not run."""
        if cell["kind"] != NUMBER:
            return safe_cell(cell["text"])
        try:
            return Decimal(cell["text"].replace(",", ""))
        except InvalidOperation:
            return safe_cell(cell["text"])

    def _write(self, place, value, kind):
        if isinstance(value, Decimal):
            self._sheet.write_number(self._line, place, value, self._style(value))
        else:
            self._text(place, value, "mark" if kind == NUMBER else kind)

    def _style(self, value):
        """Return the style that shows a number with as many decimals as the paper does."""
        return self._styles[str(min(2, max(0, -value.as_tuple().exponent)))]

    def _text(self, place, text, style):
        self._sheet.write_string(self._line, place, text, self._styles[style])

    def _merge(self, text, cells, style):
        top, left, bottom, right = cells
        if (top, left) == (bottom, right):
            self._sheet.write_string(top, left, text, self._styles[style])
        else:
            self._sheet.merge_range(top, left, bottom, right, text, self._styles[style])


def _sums_to(above, value):
    return bool(above) and all(isinstance(own, Decimal) for own in above) and sum(above) == value


def _cells_of(text):
    """Return the width of a text in Latin characters, of which a Chinese one takes two."""
    return sum(1 if character.isascii() else 2 for character in text)
