"""Reading targets from the table that was exported and filled in: all of it, or nothing."""

from decimal import Decimal, InvalidOperation

from assessments.pledges.columns import TOWNSHIP, UNIT, heading_of
from core.sheets.headers import read_table


def read_targets(file, sheets, items):
    """Return ({(sheet, item): number}, problems in words) of a workbook; empty cells say nothing.

    :param sheets: those that may be set, with their units and parents.
    :raises UnreadableSheet: no workbook, or no table with a column 单位.
    """
    columns = {UNIT: ("单位", "村（社区）"), TOWNSHIP: ("乡镇（街道）", "乡镇", "街道")}
    columns |= {str(item.pk): (heading_of(item), item.name) for item in items}
    by_name = {}
    for sheet in sheets:
        for key in ((sheet.unit.parent.name, sheet.unit.name), ("", sheet.unit.name)):
            by_name.setdefault(key, []).append(sheet)
    values, problems = {}, []
    for number, cells in read_table(file, columns, required=(UNIT,)):
        if cells.get(UNIT) in ("", "合计", None):
            continue
        found = by_name.get((cells.get(TOWNSHIP, ""), cells[UNIT])) or by_name.get(("", cells[UNIT]), [])
        if len(found) != 1:
            why = "有几个同名单位，请填写乡镇（街道）" if found else "不在可下达指标的单位之中"
            problems.append(f"第 {number} 行：“{cells[UNIT]}”{why}。")
            continue
        for item in items:
            if text := cells.get(str(item.pk), ""):
                problem = _take(text, (found[0], item), values)
                problems += [f"第 {number} 行：{problem}"] if problem else []
    return values, problems


def _take(text, key, values):
    """Put the number into the values, and return what is wrong with it, empty if nothing is."""
    sheet, item = key
    try:
        value = Decimal(text.replace(",", "").rstrip("%％"))
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite():
        return f"“{item.name}”的“{text}”不是数字。"
    if key in values:
        return f"{sheet.unit.name}在表中出现了两次。"
    values[key] = value
    return ""
