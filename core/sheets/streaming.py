"""A long list as an xlsx that is sent while it is written: the memory does not grow with the rows.

XlsxWriter keeps every cell in memory or, with constant memory, every row on the disk until the end. Here one
sheet of texts goes out row by row (ECMA-376 part 1, §18.3.1, inline strings).
"""

import re
import zipfile
from xml.sax.saxutils import escape

from core.exports import safe_cell
from core.sheets.headers import letter_of
from core.stamping.workbooks import CORE_PART, CORE_RELATION, PACKAGE, core_properties, header_and_footer

ROWS_AT_ONCE = 500
SHEET = "xl/worksheets/sheet1.xml"
TO_ESCAPE = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{TYPES}.worksheet+xml"/>'
        f'<Override PartName="/{CORE_PART}" ContentType="{PACKAGE}.core-properties+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        f'<Relationship Id="rId2" Type="{CORE_RELATION}" Target="{CORE_PART}"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}  # fmt: skip


def xlsx_stream(name, heads, rows, *, widths, line=""):
    """Yield the bytes of a workbook with one sheet of texts.

    :param heads: the titles of the columns, which stay in view.
    :param rows: an iterable of rows of texts; it is read as the bytes are asked for.
    :param widths: of the columns, in characters.
    :param line: the mark of an approval (`core.stamping`), put above the heads and on every printed page.
    """
    above = [[line]] if line else []
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for path, xml in PARTS.items():
            archive.writestr(path, XML + xml)
        archive.writestr("xl/workbook.xml", XML + _workbook(name))
        archive.writestr(CORE_PART, core_properties(line))
        with archive.open(SHEET, "w", force_zip64=True) as sheet:
            sheet.write((XML + _beginning(widths, heads_at=len(above) + 1)).encode())
            letters = [letter_of(place) for place in range(len(heads))]
            for number, row in enumerate([*above, heads], start=1):
                sheet.write(_row(number, letters[: len(row)], row, ' s="1"').encode())
            block = []
            for number, row in enumerate(rows, start=len(above) + 2):
                block.append(_row(number, letters, row))
                if len(block) == ROWS_AT_ONCE:
                    sheet.write("".join(block).encode())
                    block = []
                    yield outlet.drain()
            sheet.write(("".join(block) + _ending(line)).encode())
    yield outlet.drain()


class _Outlet:
    """Takes what the archive writes, until somebody fetches it. It cannot be wound back."""

    def __init__(self):
        self._parts = []

    def write(self, data):
        self._parts.append(bytes(data))
        return len(data)

    def flush(self):
        """Do nothing: there is nothing behind."""

    def drain(self):
        """Return what has come in since the last time."""
        data, self._parts = b"".join(self._parts), []
        return data


def _workbook(name):
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _ending(line):
    return f"</sheetData>{header_and_footer(line) if line else ''}</worksheet>"


def _beginning(widths, *, heads_at):
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" style="0" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )
    return (
        f'<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        f'<pane ySplit="{heads_at}" topLeftCell="A{heads_at + 1}" activePane="bottomLeft" state="frozen"/>'
        "</sheetView></sheetViews>"
        f"<cols>{columns}</cols><sheetData>"
    )


def _row(number, letters, texts, style=""):
    cells = [
        f'<c r="{letter}{number}" t="inlineStr"{style}>'
        f'<is><t xml:space="preserve">{_plain(text)}</t></is></c>'
        for letter, text in zip(letters, map(safe_cell, texts), strict=True)
        if text
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _plain(text):
    return escape(ILLEGAL.sub("", text)) if TO_ESCAPE.search(text) else text
