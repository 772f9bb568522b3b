"""The mark on a workbook, written into the parts of the xlsx file (ECMA-376 part 1); no cell is read.

Under the title, if the first row is one; a workbook that begins with its heads is made to be filled in and
imported again, and a line among its rows would be read as a row: it gets a sheet 使用限制 instead. Either
way the mark stands in the header and footer of every printed page and in the properties of the file.
"""

import io
import re
import zipfile
from itertools import islice
from math import ceil
from xml.sax.saxutils import escape

from core.documents import width_of

SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
NOTICE, NOTICE_PART = "使用限制", "xl/worksheets/zc-stamp.xml"
CORE_PART, STRINGS_PART, STYLES_PART = "docProps/core.xml", "xl/sharedStrings.xml", "xl/styles.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "application/vnd.openxmlformats-package"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
# What may follow the header and footer in a sheet (§18.3.1.99).
AFTER_FOOTER = re.compile(
    r"<(rowBreaks|colBreaks|customProperties|cellWatches|ignoredErrors|smartTags|drawing|legacyDrawing"
    r"|legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</worksheet>"
)
FIRST_ROW = re.compile(r'<row r="1"([^>/]*)>(.*?)</row>', re.DOTALL)
CELL = re.compile(r"<c ([^>]*[^>/])>(.*?)</c>", re.DOTALL)
FILLED = re.compile(r"<(?:v|is)>(.*?)</(?:v|is)>", re.DOTALL)
TEXTS = re.compile(r"<t[^>]*>(.*?)</t>", re.DOTALL)
ITEMS = re.compile(r"<si>(.*?)</si>", re.DOTALL)
FORMATS = re.compile(r'<cellXfs count="(\d+)">(.*?)</cellXfs>', re.DOTALL)
FORMAT = re.compile(r"<xf [^>]*/>|<xf .*?</xf>", re.DOTALL)
COLUMNS = re.compile(r"<col ([^>]*)/>")
LINE_POINTS, TITLE_POINTS, SMALLER = 13, 24, 9 / 11  # heights of lines; the mark is of 9 pt
USUAL_WIDTH = 9


def stamp_workbook(content, stamp):
    """Return the workbook with the mark; cells, formats and drop-downs stay as they are."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {entry.filename: book.read(entry) for entry in book.infolist()}
    line, has_line = stamp.line, False
    for name in sorted(filter(SHEETS.fullmatch, parts)):
        sheet = parts[name].decode()
        sheet, is_titled = _under_title(sheet, parts, line)
        has_line = has_line or is_titled
        parts[name] = with_header_and_footer(sheet, line).encode()
    if not has_line:
        _add_notice(parts, line)
    _note_in_properties(parts, line)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return stream.getvalue()


def with_header_and_footer(sheet, line):
    """Return the XML of a sheet with the mark at the head and foot of every printed page."""
    if "</sheetData>" not in sheet and "<sheetData/>" not in sheet:
        return sheet  # of a make that we do not know: better unmarked than broken
    sheet = re.sub(r"<headerFooter.*?</headerFooter>|<headerFooter[^>]*/>", "", sheet, flags=re.DOTALL)
    start = max(sheet.rfind("</sheetData>"), sheet.rfind("<sheetData/>"))
    place = AFTER_FOOTER.search(sheet, start).start()
    return sheet[:place] + header_and_footer(line) + sheet[place:]


def header_and_footer(line):
    """Return the element of a sheet that puts the mark on every printed page, with the number of the page."""
    said = escape(line.replace("&", "&&"))
    return (
        f"<headerFooter><oddHeader>&amp;C&amp;8{said}</oddHeader>"
        f"<oddFooter>&amp;C&amp;8{said}　第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter>"
    )


def core_properties(line):
    """Return the part of an xlsx file that holds what the file is about."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<cp:coreProperties xmlns:cp="{CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:description>{escape(line)}</dc:description></cp:coreProperties>"
    )


def _under_title(sheet, parts, line):
    """Return (the sheet with the mark under its title, True), or (the sheet, False) if it has no title."""
    row = FIRST_ROW.search(sheet)
    filled = [cell for cell in CELL.finditer(row[2]) if FILLED.search(cell[2])] if row else []
    if len(filled) != 1 or 'r="A1"' not in filled[0][1]:
        return sheet, False
    cell = filled[0]
    style = re.search(r'\bs="(\d+)"', cell[1])
    wrapped = _wrapped(parts, int(style[1]) if style else 0)
    made = (
        f'<c r="A1" s="{wrapped}" t="inlineStr"><is>'
        f'<r><t xml:space="preserve">{_text_of(cell, parts)}</t></r>'
        f'<r><rPr><sz val="9"/><color rgb="FF8A1F1F"/></rPr>'
        f'<t xml:space="preserve">\n{escape(line)}</t></r></is></c>'
    )
    attributes = re.sub(r'\s(?:ht|customHeight)="[^"]*"', "", row[1])
    lines = ceil(width_of(line) * 2 * SMALLER / _width_of_columns(sheet))
    height = TITLE_POINTS + LINE_POINTS * lines
    cells = row[2][: cell.start()] + made + row[2][cell.end() :]
    whole = f'<row r="1"{attributes} ht="{height}" customHeight="1">{cells}</row>'
    return sheet[: row.start()] + whole + sheet[row.end() :], True


def _width_of_columns(sheet):
    """Return over how many characters the title spreads: the merged cells of the first row, or one cell."""
    merged = re.search(r'<mergeCell ref="A1:([A-Z]+)1"', sheet)
    last = 1
    if merged:
        last = 0
        for letter in merged[1]:
            last = last * 26 + ord(letter) - 64
    widths = dict.fromkeys(range(1, last + 1), USUAL_WIDTH)
    for column in COLUMNS.finditer(sheet[: sheet.find("<sheetData")]):
        facts = dict(re.findall(r'(\w+)="([^"]*)"', column[1]))
        for place in range(int(facts["min"]), min(int(facts["max"]), last) + 1):
            widths[place] = float(facts.get("width", USUAL_WIDTH))
    return max(sum(widths.values()), USUAL_WIDTH)


def _text_of(cell, parts):
    """Return the text of a cell as it stands in XML."""
    inside = FILLED.search(cell[2])[1]
    if 't="s"' not in cell[1]:
        return "".join(TEXTS.findall(cell[2])) or inside
    items = ITEMS.finditer(parts[STRINGS_PART].decode())
    return "".join(TEXTS.findall(next(islice(items, int(inside), None))[1]))


def _wrapped(parts, style):
    """Return the number of a format like `style` in which a text may take several lines."""
    styles = parts[STYLES_PART].decode()
    found = FORMATS.search(styles)
    formats = FORMAT.findall(found[2])
    own = formats[style]
    if "<alignment" in own:
        new = re.sub(r'\swrapText="\d"', "", own).replace("<alignment", '<alignment wrapText="1"')
    else:
        opening = re.match(r"<xf [^>]*?(?=/?>)", own)[0]
        new = f'{opening} applyAlignment="1"><alignment wrapText="1" vertical="center"/></xf>'
    if new in formats:
        return formats.index(new)
    body = f'<cellXfs count="{len(formats) + 1}">{"".join([*formats, new])}</cellXfs>'
    parts[STYLES_PART] = (styles[: found.start()] + body + styles[found.end() :]).encode()
    return len(formats)


def _add_notice(parts, line):
    """Add a sheet that says the mark, after the others."""
    book = parts["xl/workbook.xml"].decode()
    number = max(map(int, re.findall(r'sheetId="(\d+)"', book)), default=0) + 1
    own = f'<sheet xmlns:r="{OFFICE}" name="{NOTICE}" sheetId="{number}" r:id="rIdZcStamp"/></sheets>'
    parts["xl/workbook.xml"] = book.replace("</sheets>", own).encode()
    _relate(parts, "xl/_rels/workbook.xml.rels", f"{OFFICE}/worksheet", NOTICE_PART)
    _declare(parts, NOTICE_PART, SHEET_TYPE)
    parts[NOTICE_PART] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}">'
        f'<cols><col min="1" max="1" width="100" customWidth="1"/></cols><sheetData><row r="1">'
        f'<c r="A1" t="inlineStr"><is><t>{escape(line)}</t></is></c></row></sheetData></worksheet>'
    ).encode()


def _note_in_properties(parts, line):
    if CORE_PART not in parts:
        parts[CORE_PART] = core_properties(line).encode()
        _relate(parts, "_rels/.rels", CORE_RELATION, CORE_PART)
        _declare(parts, CORE_PART, f"{PACKAGE}.core-properties+xml")
        return
    core = parts[CORE_PART].decode()
    core = re.sub(r"<dc:description>.*?</dc:description>|<dc:description/>", "", core, flags=re.DOTALL)
    said = f'<dc:description xmlns:dc="http://purl.org/dc/elements/1.1/">{escape(line)}</dc:description>'
    parts[CORE_PART] = core.replace("</cp:coreProperties>", f"{said}</cp:coreProperties>").encode()


def _relate(parts, name, kind, target):
    own = f'<Relationship Id="rIdZcStamp" Type="{kind}" Target="/{target}"/></Relationships>'
    parts[name] = parts[name].decode().replace("</Relationships>", own).encode()


def _declare(parts, name, kind):
    own = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].decode().replace("</Types>", own).encode()
