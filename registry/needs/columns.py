"""The columns of the exported lists; numbers of people are masked."""

from core.sheets.writing import Column

NEED_COLUMNS = (
    Column("乡镇（街道）", lambda n: n.person.unit.parent.name if n.person.unit.parent else ""),
    Column("村（社区）", lambda n: n.person.unit.name),
    Column("姓名", lambda n: n.person.name),
    Column("身份证号", lambda n: n.person.masked_id_number, 22),
    Column("残疾类别", lambda n: n.person.get_category_display(), 8),
    Column("残疾等级", lambda n: n.person.get_grade_display(), 8),
    Column("需求类别", lambda n: n.kind_name),
    Column("具体需求", lambda n: n.item, 18),
    Column("情况说明", lambda n: n.detail, 30),
    Column("登记日期", lambda n: n.registered_on),
    Column("办理期限", lambda n: n.due_on),
    Column("转介单位", lambda n: n.referred_to, 20),
    Column("落实措施", lambda n: "；".join(step.note for step in n.measures), 30),
    Column("落实日期", lambda n: n.measures[-1].on if n.measures else ""),
    Column("状态", lambda n: n.badge[0], 18),
    Column("办结日期", lambda n: n.closed_on),
    Column("满意度", lambda n: n.get_satisfaction_display(), 10),
)

COMPLETION_COLUMNS = (
    Column("乡镇（街道）", lambda c: c.unit.parent.name if c.unit.parent else ""),
    Column("村（社区）", lambda c: c.unit.name),
    Column("姓名", lambda c: c.person.name),
    Column("身份证号", lambda c: c.person.masked_id_number, 22),
    Column("残疾类别", lambda c: c.person.get_category_display(), 8),
    Column("残疾等级", lambda c: c.person.get_grade_display(), 8),
    Column("低保特困", lambda c: c.person.get_subsistence_display(), 8),
    Column("联系电话", lambda c: c.person.masked_phone, 14),
    Column("完成日期", lambda c: c.done_on),
    Column("补助金额（元）", lambda c: c.amount, 14),
    Column("对应需求", lambda c: f"{c.need.kind_name}（{c.need.item}）" if c.need else "", 20),
    Column("备注", lambda c: c.note, 20),
)
