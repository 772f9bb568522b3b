"""The columns of the list of shortcomings as a workbook."""

from core.sheets.writing import Column

FINDING_COLUMNS = (
    Column("乡镇（街道）", lambda one: _township(one.visit.unit), 16),
    Column("单位", lambda one: one.visit.unit.name, 16),
    Column("督查", lambda one: one.visit.plan.title, 26),
    Column("事项", lambda one: one.subject, 20),
    Column("发现的问题", lambda one: one.text, 40),
    Column("发现日期", lambda one: one.found_on.isoformat(), 12),
    Column("整改期限", lambda one: one.due_on.isoformat(), 12),
    Column("责任人", lambda one: one.responsible, 12),
    Column("状态", lambda one: one.get_state_display(), 10),
    Column("销号日期", lambda one: one.settled_on.isoformat() if one.settled_on else "", 12),
)


def _township(unit):
    return unit.parent.name if unit.is_grassroots and unit.parent else unit.name
