"""The columns of the board as a workbook."""

from core.sheets.writing import Column


def _township(one):
    return one.unit.parent.name if one.unit.is_grassroots else one.unit.name


def _dearest(one):
    loss = one.dearest
    return f"{loss.scored.item.name}：{loss.words}" if loss else ""


BOARD_COLUMNS = (
    Column("乡镇（街道）", _township, 16),
    Column("单位", lambda one: one.unit.name, 16),
    Column("目前得分", lambda one: one.so_far),
    Column("预计得分", lambda one: one.expected),
    Column("最高可得", lambda one: one.best),
    Column("未填项数", lambda one: len(one.score.unknown)),
    Column("失分最多的一项", _dearest, 50),
    Column("可挽回分值", lambda one: one.dearest.points if one.dearest else None),
    Column("截止日期", lambda one: one.dearest.until.isoformat() if one.dearest else "", 12),
)
