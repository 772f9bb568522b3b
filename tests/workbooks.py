"""Workbooks made by hand: good ones in every format, and those that somebody made to do harm."""

import io
import struct
import zipfile

import openpyxl
import xlsxwriter

CSV_HEADER = "姓名,身份证号,残疾类别,残疾等级,乡镇,村(社区)"
SECTOR = 512
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(*rows, sheet="名单", **others):
    """Return a workbook with the rows on its first sheet; `others` are further sheets by name."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, lines in {sheet: rows, **others}.items():
        worksheet = workbook.add_worksheet(name)
        for number, cells in enumerate(lines):
            for place, cell in enumerate(cells):
                write = worksheet.write_string if isinstance(cell, str) else worksheet.write
                write(number, place, cell)
    workbook.close()
    return target.getvalue()


def merged_xlsx(rows, *ranges):
    """Return a workbook with the rows and the given ranges (A1:B2) merged."""
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append(cells)
    for each in ranges:
        book.active.merge_cells(each)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def raw_xlsx(sheet_data):
    """Return a workbook whose first worksheet holds this XML between its sheetData tags."""
    schema = "http://schemas.openxmlformats.org"
    relation = f"{schema}/officeDocument/2006/relationships"
    main = f"{schema}/spreadsheetml/2006/main"
    package = f"{schema}/package/2006/relationships"
    return zipped(
        {
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r" '
            f'Type="{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
            '<sheet name="名单" sheetId="1" r:id="r"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r" '
            f'Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData>'
            "</worksheet>",
        }
    )


def ods(*rows, encrypted=False):
    """Return an OpenDocument spreadsheet with the rows, all text."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in cells
        )
        + "</table:table-row>"
        for cells in rows
    )
    secret = "<manifest:encryption-data/>" if encrypted else ""
    return zipped(
        {
            "mimetype": SPREADSHEET,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0">{secret}'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{SPREADSHEET}"/>'
            "</manifest:manifest>",
            "content.xml": f'<office:document-content xmlns:office="{names}:office:1.0" '
            f'xmlns:table="{names}:table:1.0" xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="名单">{lines}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        }
    )


def zipped(entries, **options):
    """Return a zip archive of name → text or bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def zip_bomb():
    """Return an archive that looks like a workbook and unpacks to a thousand times its size."""
    return zipped({"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b"0" * (60 * 1024 * 1024)})


def lying_zip():
    """Return an archive whose entry unpacks to more than its header says."""
    content = bytearray(zipped({"xl/workbook.xml": b"0" * 100_000}))
    for place in (22, content.rfind(b"PK\x01\x02") + 24):  # the size, in both of its places
        content[place : place + 4] = struct.pack("<I", 100)
    return bytes(content)


def corner_bomb():
    """Return a small workbook with a cell in the first and one in the last corner."""
    return raw_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )


def xls(*rows):
    """Return an old Excel file (BIFF8 in an OLE container) with the rows: texts and numbers."""
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    cells = [_cell(r, c, cell) for r, line in enumerate(rows) for c, cell in enumerate(line)]
    sheet = start + b"".join(cells) + _record(0x0A, b"")
    return ole("Workbook", _globals(len(_globals(0))) + sheet)


def _globals(offset):
    name = "名单".encode("utf-16-le")
    bound = struct.pack("<IBBBB", offset, 0, 0, len(name) // 2, 1) + name
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
    return head + _record(0x42, struct.pack("<H", 1200)) + _record(0x85, bound) + _record(0x0A, b"")


def _cell(row, column, cell):
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, str):
        text = cell.encode("utf-16-le")
        return _record(0x204, place + struct.pack("<HB", len(text) // 2, 1) + text)
    return _record(0x203, place + struct.pack("<d", cell))


def _record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def ole(name, stream):
    """Return an OLE compound file with one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    fat = [0xFFFFFFFD, END, *range(3, count + 2), END]
    fat += [FREE] * (SECTOR // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    entries = _entry("Root Entry", 5, child=1, start=END) + _entry(name, 2, start=2, size=len(stream))
    directory = entries.ljust(SECTOR, b"\0")
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + stream


def _entry(name, kind, *, child=FREE, start=0, size=0):
    text = (name + "\0").encode("utf-16-le")
    fields = struct.pack("<HBBIII16xI8x8xIQ", len(text), kind, 1, FREE, FREE, child, 0, start, size)
    return text.ljust(64, b"\0") + fields
