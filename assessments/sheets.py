"""The matrix as a workbook."""

from io import BytesIO

import xlsxwriter

PLACE_WIDTH, CELL_WIDTH = 16, 11


def matrix_workbook(found):
    """Return the matrix as the bytes of an xlsx file, with title, head and totals."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    styles = _styles(book)
    sheet = book.add_worksheet(f"{found.checklist.name}达标")
    titles = ["乡镇（街道）", "单位", *(item.short_name for item in found.items), "达标项", "结论"]
    last = len(titles) - 1
    title = f"{found.checklist.county.name}{found.checklist.name}达标情况（{found.period.label}）"
    sheet.merge_range(0, 0, 0, last, title, styles["title"])
    for column, text in enumerate(titles):
        sheet.write_string(1, column, text, styles["head"])
    for number, row in enumerate(found.rows, start=2):
        _write_row(sheet, number, row, styles)
    _write_totals(sheet, len(found.rows) + 2, found, styles)
    sheet.set_column(0, 1, PLACE_WIDTH)
    sheet.set_column(2, last, CELL_WIDTH)
    sheet.freeze_panes(2, 2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    book.close()
    return buffer.getvalue()


def _styles(book):
    frame = {"border": 1, "align": "center", "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14, "align": "center"}),
        "head": book.add_format(frame | {"bold": True, "text_wrap": True, "bg_color": "#EEF2F0"}),
        "place": book.add_format(frame | {"align": "left"}),
        "yes": book.add_format(frame),
        "no": book.add_format(frame | {"bold": True, "font_color": "#A8201A", "bg_color": "#FDE8E6"}),
        "unseen": book.add_format(frame | {"font_color": "#4A5855"}),
        "unknown": book.add_format(frame | {"font_color": "#8F4700"}),
    }


def _write_row(sheet, number, row, styles):
    place = row.unit.parent.name if row.unit.is_grassroots and row.unit.parent else row.unit.name
    sheet.write_string(number, 0, place, styles["place"])
    sheet.write_string(number, 1, row.unit.name, styles["place"])
    for column, cell in enumerate(row.cells, start=2):
        sheet.write_string(number, column, cell.label, styles[str(cell.state)])
        if note := _note(cell):
            sheet.write_comment(number, column, note)
    end = len(row.cells) + 2
    sheet.write_string(number, end, f"{row.met}/{row.total}", styles["yes"])
    sheet.write_string(number, end + 1, row.verdict[0], styles["no" if row.lacking else "yes"])


def _note(cell):
    """Return what the reader of a cell should know: that a person overruled the fact, and why."""
    return f"人工改判：{cell.check.reason}" if cell.is_override else ""


def _write_totals(sheet, number, found, styles):
    sheet.merge_range(number, 0, number, 1, "缺项单位数", styles["head"])
    for column, (_, count) in enumerate(found.lacking_by_item, start=2):
        sheet.write_number(number, column, count, styles["head"])
    end = len(found.items) + 2
    sheet.write_string(number, end, f"{found.compliant}/{len(found.rows)}", styles["head"])
    sheet.write_string(number, end + 1, "达标单位", styles["head"])
