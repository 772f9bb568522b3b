"""Runs as a process of its own: workbook on stdin, JSON lines on stdout, one for every few hundred rows.

A workbook of one kilobyte can make its parser ask for half a terabyte (a cell in the last corner), which
ends the process that runs it. So it runs in a child with limits, and only the child ends. Standard
library and python-calamine only: this file is started by its path, without Django.
"""

import contextlib
import datetime
import io
import json
import resource
import sys

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MEMORY_MAX = 3 * 1024**3  # bytes of address space
SECONDS_MAX = 120  # of processor time
COLUMNS_MAX = 400
ROWS_AT_ONCE = 500


def main(max_rows):
    """Write every visible sheet of the workbook on stdin to stdout."""
    limit()
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        shown = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        visible = [sheet for sheet in shown if sheet.visible == SheetVisibleEnum.Visible]
        for sheet in visible or shown:
            write_sheet(workbook.get_sheet_by_name(sheet.name), max_rows)
    except PasswordError:
        say({"error": "password"})
    except (CalamineError, ValueError, OverflowError, OSError):
        say({"error": "broken"})
    else:
        say({"end": True})


def limit():
    """Keep this process from taking the machine with it."""
    for what, most in ((resource.RLIMIT_AS, MEMORY_MAX), (resource.RLIMIT_CPU, SECONDS_MAX)):
        with contextlib.suppress(ValueError, OSError):  # a stricter limit is set already
            resource.setrlimit(what, (most, most))


def write_sheet(sheet, max_rows):
    """Write one sheet: its name and merged ranges, then its rows that are not blank, with Excel's numbers."""
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    say({"sheet": sheet.name, "merged": merged[:20_000]})
    if sheet.start is None:
        return
    lead = [None] * sheet.start[1]
    count, block = 0, []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [plain(cell) for cell in (lead + row)[:COLUMNS_MAX]]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if not cells:
            continue
        block.append([number, cells])
        count += 1
        if count > max_rows:
            say({"more": True})
            return
        if len(block) == ROWS_AT_ONCE:
            say(block)
            block = []
    say(block)


def plain(cell):
    """Return the cell as a JSON value that keeps numbers, truth values, dates and text apart."""
    if isinstance(cell, str):
        return cell if cell and not cell.isspace() else ""
    if isinstance(cell, datetime.datetime):
        return {"date": cell.date().isoformat()}
    if isinstance(cell, datetime.date):
        return {"date": cell.isoformat()}
    if isinstance(cell, datetime.time | datetime.timedelta):
        return str(cell)
    return cell


def say(thing):
    """Write one line of JSON."""
    sys.stdout.write(json.dumps(thing, ensure_ascii=True))
    sys.stdout.write("\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
