"""The list of findings as a workbook, written row by row."""

from io import BytesIO

import xlsxwriter

from core.exports import safe_cell

PAPER_A4 = 9
COLUMNS = (
    ("乡镇（街道）", 14, lambda f: f.unit.parent.name if f.unit.parent else ""),
    ("村（社区）", 14, lambda f: f.unit.name),
    ("姓名", 10, lambda f: f.person.name),
    ("身份证号", 22, lambda f: f.person.masked_id_number),
    ("规则", 24, lambda f: f.told.name if f.told else f.rule),
    ("严重程度", 8, lambda f: f.get_severity_display()),
    ("问题", 50, lambda f: f.detail),
    ("怎么办", 50, lambda f: f.told.remedy if f.told else ""),
    ("状态", 10, lambda f: f.get_state_display()),
    ("首次发现", 12, lambda f: f.first_seen),
    ("最近发现", 12, lambda f: f.last_seen),
    ("确认无误的理由", 30, lambda f: f.kept_reason),
)


def findings_workbook(title, findings):
    """Return an xlsx file as bytes with one line per finding; numbers are masked."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "strings_to_formulas": False})
    frame = {"border": 1, "valign": "vcenter"}
    head = book.add_format(frame | {"bold": True, "text_wrap": True, "bg_color": "#EEF2F0"})
    cell = book.add_format(frame)
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for place, (name, width, _) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(1, place, name, head)
    for number, finding in enumerate(findings, start=2):
        for place, (_, _, value) in enumerate(COLUMNS):
            sheet.write_string(number, place, safe_cell(value(finding)), cell)
    sheet.freeze_panes(2, 3)
    sheet.set_landscape()
    sheet.set_paper(PAPER_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    book.close()
    return buffer.getvalue()
