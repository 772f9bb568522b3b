"""From the bytes of a workbook or csv to rows of raw cells, with the row numbers that people see."""

import contextlib
import csv
import io
import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from core.garbage import without_collecting
from core.sheets.errors import UnreadableSheet
from core.sheets.safety import BOMB, BROKEN, ENCRYPTED, SAVE_AS, UTF16_MARKS, content_of, kind_of

PARSER = Path(__file__).with_name("parser.py")
SECONDS_MAX = 180
TITLE_ROWS = 200  # above and below the table there may be titles, totals and signatures
SHORT = 10  # characters; what is longer is rarely said twice
SHARED = 50_000  # texts that are remembered; then it is begun anew
DELIMITERS = (",", "\t", ";", "^")  # the last in files of banks (domain.md §4.4)


class SheetRow(NamedTuple):
    """One row: the number Excel shows (in a csv: the line) and its cells as the file has them."""

    number: int
    cells: list


@dataclass
class Sheet:
    """One worksheet. `kind` is "xlsx", "xls", "ods" or "csv"; blank rows are left out of `rows`."""

    name: str
    kind: str
    rows: list[SheetRow] = field(default_factory=list)
    merged: list[list[int]] = field(default_factory=list)  # first row, column, last row, column from 0


@without_collecting
def read_sheets(file):
    """Return the visible sheets of an open workbook or csv file.

    :raises UnreadableSheet: not a table, or too large, broken, encrypted, empty.
    """
    content = content_of(file)
    kind = kind_of(content)
    sheets = [_read_csv(content)] if kind == "csv" else _read_workbook(content, kind)
    if not any(sheet.rows for sheet in sheets):
        raise UnreadableSheet("工作表是空的，没有任何内容。请确认选对了文件，并且名单在可见的工作表里。")
    return sheets


def too_many_rows():
    """Return the refusal of a table with more than `settings.IMPORT_MAX_ROWS` rows."""
    return UnreadableSheet(f"表格超过 {settings.IMPORT_MAX_ROWS:,} 行。请按乡镇拆成几个文件，分次上传。")


def _read_csv(content):
    sheet = Sheet(name="", kind="csv")
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line, share = 1, sharing()
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                sheet.rows.append(SheetRow(line, share(cells)))
            line = reader.line_num + 1
            if len(sheet.rows) > settings.IMPORT_MAX_ROWS + TITLE_ROWS:
                raise too_many_rows()
    except csv.Error as error:
        raise UnreadableSheet(f"第 {line} 行起无法读取，多半是引号不成对。{SAVE_AS}") from error
    return sheet


def sharing():
    """Return a function that lets rows hold what they say alike – a village, a grade, a day – only once.

    Of a county's roster that is a third of the memory of its cells.
    """
    known = {}

    def share(cells):
        if len(known) > SHARED:
            known.clear()
        return [
            known.setdefault(cell, cell)
            if cell.__class__ is date or (cell.__class__ is str and len(cell) <= SHORT)
            else cell
            for cell in cells
        ]

    return share


def _decoded(content):
    encodings = ("utf-16",) if content.startswith(UTF16_MARKS) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSheet(f"文字编码无法识别（不是 UTF-8，也不是 GB18030）。{SAVE_AS}")


def _delimiter(text):
    start = text[:20_000]
    return max(DELIMITERS, key=start.count)


def _read_workbook(content, kind):
    sheets, share = [], sharing()
    with contextlib.closing(_said_by_parser(content)) as lines:
        for said in lines:
            if isinstance(said, list):
                sheets[-1].rows += [SheetRow(number, share(cells)) for number, cells in said]
            elif "sheet" in said:
                sheets.append(Sheet(name=said["sheet"], kind=kind, merged=said["merged"]))
            elif "more" in said:
                raise too_many_rows()
            elif "error" in said:
                raise UnreadableSheet(ENCRYPTED if said["error"] == "password" else BROKEN)
    for sheet in sheets:
        _fill_merged_downwards(sheet)
    return sheets


def _said_by_parser(content):
    """Yield what the child says of the workbook, line by line while it works, so that nothing is held twice.

    :raises UnreadableSheet: it ended badly or took too long.
    """
    command = [sys.executable, "-I", str(PARSER), str(settings.IMPORT_MAX_ROWS + TITLE_ROWS)]
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        parser = subprocess.Popen(  # noqa: S603 -- our own file, run by our own interpreter
            command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    limit = threading.Timer(SECONDS_MAX, parser.kill)
    limit.start()
    try:
        for line in parser.stdout:
            try:
                yield json.loads(line, object_hook=_revived)
            except ValueError as error:  # it was killed within a line
                raise UnreadableSheet(BOMB) from error
        if parser.wait():
            raise UnreadableSheet(BOMB)
    finally:
        limit.cancel()
        parser.kill()
        parser.wait()
        parser.stdout.close()


def _revived(thing):
    return date.fromisoformat(thing["date"]) if "date" in thing else thing


def _fill_merged_downwards(sheet):
    """Give every row of a cell that is merged over several rows the value that people see beside it."""
    rows = {row.number: row.cells for row in sheet.rows}
    for first, last, column in _tall_ranges(sheet.merged):
        top = rows.get(first, [])
        value = top[column] if column < len(top) else None
        if value in (None, ""):
            continue
        for number in range(first + 1, min(last, first + settings.IMPORT_MAX_ROWS) + 1):
            cells = rows.get(number)
            if cells is not None:
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = value


def _tall_ranges(merged):
    """Yield (first row, last row, column), rows counted from 1, of ranges that do not overlap."""
    tall = sorted((column, first + 1, last + 1) for first, column, last, _ in merged if last > first)
    before = (-1, 0)
    for column, first, last in tall:
        if (column, first) > before:  # an honest workbook has no overlaps; a made one must not cost more
            yield first, last, column
            before = (column, last)
