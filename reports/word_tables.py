"""Tables in Word: widths, heads of two lines that repeat, lines above and below; all looks are styles."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.tables import upper_heads

BLOCK, WIDE_BLOCK = 156, 225  # mm between the margins, upright and turned
FORM_WIDTH = 62  # mm of 表号, 制定机关 … at the upper right
TWIPS = 1440 / 25.4  # to a mm
CELL, CELL_HEAD, FIGURE, MARK = "表格文字", "表头", "表格数字", "表格标记"
TOTAL, TOTAL_FIGURE, MISSING = "合计文字", "合计数字", "表格缺项"
ABOVE, ABOVE_WIDE, BELOW = "表上说明", "表上说明（横排）", "表下说明"
FORM, FORM_WIDE = "表号", "表号（横排）"
LOOKS = {"num": FIGURE, "mark": MARK, "miss": MISSING}


def set_up(word):
    """Give the styles of what stands above tables their places: 单位 at the right edge, 表号 in its block."""
    for name, width in ((ABOVE, BLOCK), (ABOVE_WIDE, WIDE_BLOCK)):
        tabs = word.styles[name].paragraph_format.tab_stops
        word.styles[name].paragraph_format.space_after = Mm(1.5)
        tabs.add_tab_stop(Mm(width), alignment=2)  # WD_TAB_ALIGNMENT.RIGHT
    for name, width in ((FORM, BLOCK), (FORM_WIDE, WIDE_BLOCK)):
        word.styles[name].paragraph_format.left_indent = Mm(width - FORM_WIDTH)
    for name in (BELOW, CELL, CELL_HEAD, FIGURE, MARK, TOTAL, TOTAL_FIGURE, MISSING):
        layout = word.styles[name].paragraph_format
        layout.space_before = layout.space_after = Mm(0.8)


def add_table(word, table):
    """Write a table of a report with the lines of its form, its unit, note and signatures."""
    is_wide = table["wide"]
    for label, value in table.get("form", []):
        word.add_paragraph(f"{label}：{value}", style=FORM_WIDE if is_wide else FORM)
    filled_by = f"填报单位：{table['filled_by']}" if table["filled_by"] else ""
    if filled_by or table["unit_note"]:
        word.add_paragraph(f"{filled_by}\t{table['unit_note']}", style=ABOVE_WIDE if is_wide else ABOVE)
    _grid(word, table, WIDE_BLOCK if is_wide else BLOCK)
    for below in (table["note"], "　　".join(table["signed"])):
        if below:
            word.add_paragraph(below, style=BELOW)


def widths_in_mm(table, width):
    """Return the widths of the columns in mm: those told in per cent, the others share the rest."""
    told = table.get("widths") or [0] * len(table["head"])
    rest = max(0, 100 - sum(told)) / max(1, sum(1 for own in told if not own))
    return [(own or rest) * width / 100 for own in told]


def _grid(word, table, width):
    heads = 2 if table.get("groups") else 1
    grid = word.add_table(rows=heads, cols=len(table["head"]), style="Table Grid")
    _heads(grid, table)
    for row in grid.rows:
        _mark(row, "tblHeader")
        _mark(row, "cantSplit")
    for row in table["rows"]:
        added = grid.add_row()
        _mark(added, "cantSplit")
        for place, (cell, own) in enumerate(zip(added.cells, row["cells"], strict=True)):
            _write(cell, own["text"], _look(own, row, table, is_name=place == 0))
    _set_widths(grid, widths_in_mm(table, width))


def _heads(grid, table):
    """Write the line of heads, or the two lines of which the upper gathers several columns."""
    if not table.get("groups"):
        for cell, label in zip(grid.rows[0].cells, table["head"], strict=True):
            _write(cell, label, CELL_HEAD)
        return
    deep = set()
    for own in upper_heads(table):
        first, last = grid.cell(0, own["place"]), grid.cell(0, own["place"] + own["span"] - 1)
        if own["deep"]:
            deep.add(own["place"])
            last = grid.cell(1, own["place"])
        _write(first.merge(last) if first is not last else first, own["label"], CELL_HEAD)
    for place, label in enumerate(table["head"]):
        if place not in deep:
            _write(grid.cell(1, place), label, CELL_HEAD)


def _look(cell, row, table, *, is_name):
    if is_name:
        return TOTAL if row["total"] else CELL
    if row["total"]:
        return TOTAL_FIGURE if cell["kind"] == "num" and not table["centred"] else TOTAL
    if cell["kind"] == "num" and table["centred"]:
        return MARK
    return LOOKS.get(cell["kind"], CELL)


def _write(cell, text, style):
    paragraph = cell.paragraphs[0]
    paragraph.text, paragraph.style = text, style


def _mark(row, name):
    mark = OxmlElement(f"w:{name}")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _set_widths(grid, widths):
    """Fix the columns: in the table's own grid, and cell by cell, as other programs want it."""
    grid.autofit = False
    twips = [round(width * TWIPS) for width in widths]
    for column, width in zip(grid._tbl.tblGrid.findall(qn("w:gridCol")), twips, strict=True):
        column.set(qn("w:w"), str(width))
    for row in grid._tbl.tr_lst:
        place = 0
        for cell in row.tc_lst:
            span = cell.grid_span
            cell.width = Mm(sum(widths[place : place + span]))
            place += span


def put_at_the_foot(grid):
    """Let a table stand at the foot of the block of its page, wherever the text ends."""
    place = OxmlElement("w:tblpPr")
    for key, value in (("vertAnchor", "margin"), ("horzAnchor", "margin"), ("tblpXSpec", "left"),
                       ("tblpYSpec", "bottom")):  # fmt: skip
        place.set(qn(f"w:{key}"), value)
    facts = grid._tbl.tblPr
    style = facts.find(qn("w:tblStyle"))
    facts.insert(0, place) if style is None else style.addnext(place)
