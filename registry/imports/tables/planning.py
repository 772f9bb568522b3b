"""From a table to a plan, without writing a row: find its columns, read its rows, weigh them."""

import hashlib
import re
from dataclasses import dataclass

from django.conf import settings

from core.sheets import UnreadableSheet
from core.sheets.cells import half_width, text_of
from core.sheets.reading import too_many_rows
from registry.imports.body import COUNT, REMARK, SEALED, SIGNATURE, TOTAL
from registry.imports.planning import Plan
from registry.imports.tables.columns import WITHOUT_CONTENT
from registry.imports.tables.reading import CHANGED, NEW, UNCHANGED

REPEATED = 3  # known titles that make a row a header printed again
NUMBER = re.compile(r"\d{15}")


@dataclass
class TablePlan(Plan):
    """What a table would do; `changed` holds entries that carry their own target."""

    def mark(self):
        marks = hashlib.sha256(repr(self.guidance.aliases.mark).encode())
        for entry in (*self.new, *self.changed):
            version = getattr(entry.target, "updated_at", "")
            marks.update(f"{entry.row} {entry.outcome} {version} {entry.shown}\n".encode())
        return marks.hexdigest()


def plan_table(reader, sheets, columns, *, guidance, track):
    """Return the `TablePlan` of sheets. What stands is looked up once for all rows.

    :param reader: its `read(layout, row)` returns a `TableEntry`, its `weigh(entries)` gives each sound one
        an outcome or a problem; it begins with `begin(layout)`.
    :raises core.sheets.UnreadableSheet: no such table.
    """
    layout = guidance.layout_of(sheets, columns.vocabulary, required=columns.required)
    rows, skipped = table_rows(layout, columns)
    if not rows:
        raise UnreadableSheet(f"第 {layout.header_number} 行是表头，下面没有认出一行内容。请确认选对了文件。")
    if len(rows) > settings.IMPORT_MAX_ROWS:
        raise too_many_rows()
    reader.begin(layout)
    entries = [reader.read(row) for row in track(rows, total=len(rows))]
    reader.weigh(entries)
    plan = TablePlan(layout, guidance, rows=len(entries), skipped=skipped)
    for entry in entries:
        if entry.problems:
            plan.refused.append(entry)
        elif entry.outcome == UNCHANGED:
            plan.unchanged.append(entry.row)
        else:
            {NEW: plan.new, CHANGED: plan.changed}[entry.outcome].append(entry)
    return plan


def table_rows(layout, columns):
    """Return the rows that say something, and (row number, reason) of those that were left out."""
    rows, skipped = [], []
    for row in layout.body:
        reason = _why_not(layout, row, columns)
        if reason:
            skipped.append((row.number, reason))
        else:
            rows.append(row)
    return rows, skipped


def _why_not(layout, row, columns):
    """Return why a row says nothing of its own (空白、合计、签字、说明、表头), or nothing if it does."""
    stated = [key for key in layout.places if key not in WITHOUT_CONTENT and text_of(layout.cell(row, key))]
    if not stated:
        return "空白"
    texts = [text for cell in row.cells if (text := half_width(text_of(cell)))]
    if any(NUMBER.search(text) for text in texts):
        return ""
    if any(TOTAL.match(text) or COUNT.match(text) for text in texts[:2]):
        return "合计"
    if SIGNATURE.match(texts[0]) or (SEALED.search("".join(texts)) and len(stated) < REPEATED):
        return "签字"
    if REMARK.match(texts[0]):
        return "说明"
    known = sum(columns.vocabulary.key_of(text) is not None for text in texts if 1 < len(text) < 20)
    return "表头" if known >= REPEATED and known == len(texts) else ""
