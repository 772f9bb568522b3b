"""Finding the header row of a table that people have laid out, and what its columns mean."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from core.sheets.cells import text_of
from core.sheets.errors import UnreadableSheet
from core.sheets.marking import PROBLEM_TITLE
from core.sheets.reading import Sheet, SheetRow, read_sheets

SEARCHED_ROWS = 40
ENOUGH_COLUMNS = 2
DECORATION = re.compile(r"[\s*＊:：、.。#★☆]|^\d+[.、)]")
BRACKETS = re.compile(r"[()\[\]{}<>〔〕【】《》「」/\\|-]")
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|〔[^〔〕]*〕|【[^【】]*】")


class HeaderUnknown(UnreadableSheet):
    """The table is there but its header is not understood; people can say what its columns are."""


@dataclass(frozen=True)
class Column:
    """A column that a table may have: the key for programs, the title for people, other spellings of it."""

    key: str
    title: str
    names: tuple[str, ...] = ()


@dataclass
class Layout:
    """Where the table of a workbook is: its sheet, header row and columns."""

    sheet: Sheet
    header_number: int
    first: int  # index in sheet.rows of the first row under the header
    places: dict[str, int]  # key → index of the column
    titles: dict[int, str]  # index → what the header says
    unknown: list[str] = field(default_factory=list)
    other_tables: list[str] = field(default_factory=list)  # other sheets that look like tables

    @property
    def body(self):
        return self.sheet.rows[self.first :]

    @cached_property
    def width(self):
        """Return how many columns the longest row of the sheet has."""
        return max(len(row.cells) for row in self.sheet.rows)

    def cell(self, row, key):
        """Return the raw cell of the row in the column `key`; None if either is missing."""
        place = self.places.get(key)
        return row.cells[place] if place is not None and place < len(row.cells) else None


@dataclass(frozen=True)
class ColumnChoice:
    """What somebody has said of a table: its sheet, the number of its header row, and its columns."""

    sheet: str
    header: int  # 0: there is none, the table begins with the first row of the sheet
    places: dict[str, int]  # key → index of the column


class Vocabulary:
    """The columns that a reader knows, findable by any spelling of their titles."""

    def __init__(self, columns):
        self.columns = {column.key: column for column in columns}
        self._keys = {}
        for column in columns:
            for name in (column.title, *column.names):
                for spelling in spellings(name):
                    self._keys.setdefault(spelling, column.key)

    def key_of(self, title, above=""):
        """Return the key of the column with this title, given what stands above it, or None."""
        for text in (above + title, title) if above and above != title else (title,):
            for spelling in spellings(text):
                if spelling in self._keys:
                    return self._keys[spelling]
        return None

    def title_of(self, key):
        return self.columns[key].title


def spellings(title):
    """Return the title without decoration: once with what its brackets hold, once without."""
    text = DECORATION.sub("", unicodedata.normalize("NFKC", title)).lower()
    return tuple(dict.fromkeys(s for s in (BRACKETS.sub("", text), BRACKETED.sub("", text)) if s))


def find_layout(sheets, vocabulary, *, required=()):
    """Return the layout of the table that has most known columns.

    :raises HeaderUnknown: no row looks like a header, or a required column is missing.
    :raises UnreadableSheet: nothing is below.
    """
    found = [layout for sheet in sheets if (layout := _best_in(sheet, vocabulary))]
    if not found:
        wanted = "”和“".join(vocabulary.title_of(key) for key in required) or "列名"
        raise HeaderUnknown(
            f"没有找到表头：前 {SEARCHED_ROWS} 行里没有一行像列名。"
            f"请让一行同时写有“{wanted}”，或下载模板，把名单粘贴进去再上传。"
        )
    best = max(found, key=lambda layout: (len(set(required) & layout.places.keys()), len(layout.places)))
    missing = "”“".join(vocabulary.title_of(key) for key in required if key not in best.places)
    where = f"工作表“{best.sheet.name}”" if best.sheet.name else ""
    if missing:
        raise HeaderUnknown(
            f"{where}第 {best.header_number} 行像是表头，但缺少“{missing}”列。"
            "请补上这一列，或改用模板里的列名。"
        )
    if not best.body:
        raise UnreadableSheet(f"{where}第 {best.header_number} 行是表头，下面没有数据。请确认选对了文件。")
    best.other_tables = [
        layout.sheet.name
        for layout in found
        if layout is not best and layout.body and set(required) <= layout.places.keys()
    ]
    return best


def chosen_layout(sheets, choice):
    """Return the layout of the table that a `ColumnChoice` describes.

    :raises UnreadableSheet: the file has no such sheet or row, or nothing is below.
    """
    sheet = next((sheet for sheet in sheets if sheet.name == choice.sheet), None)
    index = -1
    if sheet is not None and choice.header:
        numbers = [row.number for row in sheet.rows[: max(SEARCHED_ROWS, choice.header)]]
        index = numbers.index(choice.header) if choice.header in numbers else None
    if sheet is None or index is None:
        raise UnreadableSheet("文件里没有您选的工作表或表头行。请重新对应列。")
    cells = sheet.rows[index].cells if choice.header else ()
    titles = {place: text for place, cell in enumerate(cells) if (text := text_of(cell))}
    for place in choice.places.values():
        titles.setdefault(place, f"{letter_of(place)} 列")
    known = set(choice.places.values())
    layout = Layout(sheet, choice.header, index + 1, dict(choice.places), titles)
    layout.unknown = [title for place, title in titles.items() if place not in known]
    if not layout.body:
        raise UnreadableSheet(f"第 {choice.header} 行是表头，下面没有数据。请确认选对了表头行。")
    return layout


def letter_of(place):
    """Return the letters of a column counted from 0, as Excel shows them: A … Z, AA …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def look_of(cells):
    """Return a digest of how a header row looks: its titles in their places, however they are decorated.

    The column that marking has put behind them does not count: a marked workbook is the same table.
    """
    titles = [(spellings(text) or ("",))[0] if (text := text_of(cell)) else "" for cell in cells]
    while titles and titles[-1] in ("", PROBLEM_TITLE):
        titles.pop()
    return hashlib.sha256("\n".join(titles).encode()).hexdigest()


def _best_in(sheet, vocabulary):
    candidates = [
        _read_header(sheet, index, vocabulary) for index in range(min(SEARCHED_ROWS, len(sheet.rows)))
    ]
    best = max(candidates, key=lambda layout: len(layout.places), default=None)
    return best if best is not None and len(best.places) >= ENOUGH_COLUMNS else None


def _read_header(sheet, index, vocabulary):
    row = sheet.rows[index]
    above = _spread_sideways(sheet, index - 1) if _follows(sheet, index) else {}
    layout = Layout(sheet, row.number, index + 1, {}, {})
    for place, cell in enumerate(row.cells):
        title = text_of(cell) if isinstance(cell, str) else ""
        if not title or len(title) > 40:
            continue
        layout.titles[place] = title
        key = vocabulary.key_of(title, above.get(place, ""))
        if key and key not in layout.places:
            layout.places[key] = place
        else:
            layout.unknown.append(title)
    return layout


def _follows(sheet, index):
    return index > 0 and sheet.rows[index - 1].number == sheet.rows[index].number - 1


def _spread_sideways(sheet, index):
    """Return column → text of a row, where a merged cell counts for every column under it."""
    row: SheetRow = sheet.rows[index]
    texts = {place: text_of(cell) for place, cell in enumerate(row.cells) if isinstance(cell, str)}
    for first, left, last, right in sheet.merged:
        if first <= row.number - 1 <= last and left in texts:
            texts |= dict.fromkeys(range(left, min(right, left + 50) + 1), texts[left])
    return texts


def read_table(file, columns, *, required=()):
    """Yield (row number, {key: text}) for each row of a small table that is not blank.

    :param columns: key → spellings of its title, the first being the proper one.
    :raises UnreadableSheet: see `read_sheets` and `find_layout`.
    """
    vocabulary = Vocabulary([Column(key, names[0], tuple(names[1:])) for key, names in columns.items()])
    layout = find_layout(read_sheets(file), vocabulary, required=required)
    for row in layout.body:
        cells = {key: text_of(layout.cell(row, key)) for key in layout.places}
        if any(cells.values()):
            yield row.number, cells
