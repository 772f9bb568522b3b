"""The work-list of certificates that run out, as a workbook."""

from io import BytesIO

import xlsxwriter

from core.exports import safe_cell
from registry.columns import Column

COLUMNS = (
    Column("乡镇", lambda p: p.unit.parent.name if p.unit.parent else ""),
    Column("村（社区）", lambda p: p.unit.name),
    Column("姓名", lambda p: p.name),
    Column("性别", lambda p: p.get_sex_display()),
    Column("身份证号", lambda p: p.masked_id_number),
    Column("残疾类别", lambda p: p.get_category_display()),
    Column("残疾等级", lambda p: p.get_grade_display()),
    Column("有效期至", lambda p: p.card_expires_on),
    Column("联系电话", lambda p: p.masked_phone),
    Column("住址", lambda p: p.address),
)
WIDE = {"身份证号": 22, "联系电话": 14, "住址": 36}


def expiry_workbook(title, people):
    """Return (an xlsx file of the persons, how many they are); sensitive columns are masked.

    Rows are written as they come, so memory stays flat.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bg_color": "#EEF2F0", "border": 1})
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, WIDE.get(column.title, 12))
        sheet.write_string(1, place, column.title, head)
    row = 1
    for row, person in enumerate(people, start=2):
        for place, column in enumerate(COLUMNS):
            sheet.write_string(row, place, safe_cell(column.value(person)))
    sheet.freeze_panes(2, 3)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    book.close()
    return buffer.getvalue(), row - 1
