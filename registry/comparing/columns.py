"""The columns of the workbook of a comparison."""

from core.sheets.writing import Column
from registry.comparing.selectors.rows import differences_in_words


def _township(row):
    return row.unit.parent.name if row.unit and row.unit.parent else ""


WHO = (
    Column("名单行号", lambda row: row.row or "", 8),
    Column("姓名", lambda row: row.name, 10),
    Column("身份证号", lambda row: row.masked_id_number, 20),
    Column("乡镇", _township, 14),
    Column("村（社区）", lambda row: row.unit.name if row.unit else "", 14),
)
SETTLED = (
    Column("说明", lambda row: row.remark, 30),
    Column("状态", lambda row: row.get_state_display(), 8),
    Column("村级答复", lambda row: row.get_answer_display(), 10),
    Column("情况说明", lambda row: row.answer_note, 30),
)
PLAIN = (*WHO, *SETTLED)
DIFFERING = (*WHO, Column("登记 → 名单", differences_in_words, 60), *SETTLED)
