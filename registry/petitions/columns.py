"""The columns of 表7 残疾人来信来访登记表 (domain.md §5), shared by the paper and the workbook."""

from core.sheets.writing import Column

HIDDEN = "（保密）"


def _private(value):
    """Return the value of a petition, or a word in its place for who may not read it."""
    return lambda petition: value(petition) if petition.is_readable else HIDDEN


def _day(value):
    return value.isoformat() if value else ""


TABLE_COLUMNS = (
    Column("编号", lambda p: p.number),
    Column("日期", lambda p: _day(p.received_on)),
    Column("信/访", lambda p: p.get_form_display(), 8),
    Column("来访人", _private(lambda p: p.who), 16),
    Column("人数", lambda p: p.people, 6),
    Column("残疾类别等级", _private(lambda p: kind_of(p.person)), 14),
    Column("电话", _private(lambda p: p.masked_phone), 14),
    Column("反映问题", _private(lambda p: matter_of(p)), 40),
    Column("类别", lambda p: p.category_name, 14),
    Column("登记单位", lambda p: p.unit.place_name, 16),
    Column("承办单位", lambda p: p.handler_unit.place_name, 16),
    Column("受理人", lambda p: str(p.handler or ""), 10),
    Column("办理状态", lambda p: p.get_state_display(), 10),
    Column("办理期限", lambda p: _day(p.settle_by)),
    Column("答复", _private(lambda p: p.reply), 40),
    Column("办理结果", _private(lambda p: p.get_outcome_display()), 14),
    Column("满意度", _private(lambda p: p.get_satisfaction_display()), 10),
    Column("办结日期", lambda p: _day(p.settled_on)),
)


def kind_of(person):
    """Return category and grade of a person in words; nothing for whoever is not on the register."""
    return f"{person.get_category_display()}{person.get_grade_display()}" if person else ""


def matter_of(petition):
    """Return matter and demand as one text."""
    return f"{petition.matter}（诉求：{petition.demand}）" if petition.demand else petition.matter
