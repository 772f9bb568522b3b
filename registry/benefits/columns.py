"""The columns of the workbooks of this room."""

from core.sheets.writing import Column


def _month(day):
    return f"{day:%Y-%m}" if day else ""


GRANT_COLUMNS = (
    Column("乡镇", lambda g: g.unit.parent.name if g.unit.parent else "", 16),
    Column("村（社区）", lambda g: g.unit.name, 14),
    Column("姓名", lambda g: g.person.name, 10),
    Column("身份证号", lambda g: g.person.masked_id_number, 20),
    Column("残疾类别", lambda g: g.person.get_category_display(), 10),
    Column("残疾等级", lambda g: g.person.get_grade_display(), 10),
    Column("补贴类型", lambda g: str(g.kind), 12),
    Column("档次", lambda g: g.tier, 18),
    Column("保障人数", lambda g: g.persons, 10),
    Column("补贴金额", lambda g: g.amount, 12),
    Column("享受补贴起始月份", lambda g: _month(g.first_month), 14),
    Column("最后月份", lambda g: _month(g.last_month), 12),
    Column("状态", lambda g: g.get_state_display(), 10),
    Column("原因", lambda g: g.reason, 24),
)
FINDING_COLUMNS = (
    Column("乡镇", lambda f: f.unit.parent.name if f.unit.parent else "", 16),
    Column("村（社区）", lambda f: f.unit.name, 14),
    Column("姓名", lambda f: f.person.name, 10),
    Column("身份证号", lambda f: f.person.masked_id_number, 20),
    Column("补贴类型", lambda f: str(f.kind), 12),
    Column("问题", lambda f: f.get_fault_display(), 10),
    Column("人次", lambda f: f.months, 8),
    Column("多发金额", lambda f: f.over, 12),
    Column("漏发少发金额", lambda f: f.missed, 12),
    Column("最早月份", lambda f: _month(f.first_month), 12),
    Column("最近月份", lambda f: _month(f.last_month), 12),
    Column("说明", lambda f: f.summary, 50),
    Column("状态", lambda f: f.get_state_display(), 12),
    Column("已追回或补发", lambda f: f.settled, 12),
)
PAYEE_COLUMNS = (
    Column("县（区）", lambda p: p.unit.name, 14),
    Column("姓名", lambda p: p.masked_name, 10),
    Column("身份证号", lambda p: p.masked_id_number, 20),
    Column("人次", lambda p: p.times, 8),
    Column("金额", lambda p: p.amount, 12),
    Column("最近月份", lambda p: _month(p.last_month), 12),
    Column("状态", lambda p: p.get_state_display(), 16),
    Column("说明", lambda p: p.note, 30),
)
