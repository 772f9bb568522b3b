"""The matrix as a workbook."""

from core.sheets.writing import FRAME, ListSheet

PLACE_WIDTH, CELL_WIDTH = 16, 11


def matrix_workbook(found):
    """Return the matrix as the bytes of an xlsx file, with title, head and totals."""
    heads = ["乡镇（街道）", "单位", *(item.short_name for item in found.items), "达标项", "结论"]
    heads += ["星级"] if found.gives_stars else []
    page = ListSheet(
        f"{found.checklist.county.name}{found.checklist.name}达标情况（{found.period.label}）",
        heads,
        [PLACE_WIDTH, PLACE_WIDTH, *[CELL_WIDTH] * (len(heads) - 2)],
        name=f"{found.checklist.name}达标",
        frozen_columns=2,
        frame=FRAME | {"align": "center"},
    )
    styles = {
        "place": page.style(align="left"),
        "yes": page.style(),
        "no": page.style(bold=True, font_color="#A8201A", bg_color="#FDE8E6"),
        "unseen": page.style(font_color="#4A5855"),
        "unknown": page.style(font_color="#8F4700"),
    }
    for number, row in enumerate(found.rows, start=2):
        _write_row(page.sheet, number, row, styles)
    _write_totals(page, len(found.rows) + 2, found)
    return page.finish()


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
    if row.stars is not None:
        sheet.write_string(number, end + 2, row.star_name, styles["yes"])


def _note(cell):
    """Return what the reader of a cell should know: that a person overruled the fact, and why."""
    return cell.basis if cell.is_override else ""


def _write_totals(page, number, found):
    sheet, style = page.sheet, page.head
    sheet.merge_range(number, 0, number, 1, "缺项单位数", style)
    for column, (_, count) in enumerate(found.lacking_by_item, start=2):
        sheet.write_number(number, column, count, style)
    end = len(found.items) + 2
    sheet.write_string(number, end, f"{found.compliant}/{len(found.rows)}", style)
    sheet.write_string(number, end + 1, "达标单位", style)
