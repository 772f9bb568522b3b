"""The columns of the list of applications as a workbook; numbers of persons stay masked."""

from core.sheets.writing import Column


def _day(value):
    return value.isoformat() if value else ""


COLUMNS = (
    Column("编号", lambda a: a.number, 14),
    Column("申请日期", lambda a: _day(a.applied_on)),
    Column("乡镇、村（社区）", lambda a: a.unit.place_name, 20),
    Column("姓名", lambda a: a.person.name, 10),
    Column("身份证号", lambda a: a.person.masked_id_number, 20),
    Column("待遇", lambda a: a.kind_name, 14),
    Column("申请人", lambda a: a.who, 18),
    Column("当前环节", lambda a: a.step_name if a.is_open else "", 14),
    Column("办理单位", lambda a: a.handler_unit.place_name if a.is_open else "", 18),
    Column("办理期限", lambda a: _day(a.due_on)),
    Column("状态", lambda a: a.get_state_display(), 10),
    Column("档次", lambda a: a.tier, 14),
    Column("月标准（元）", lambda a: a.amount if a.amount is not None else "", 12),
    Column("起始月份", lambda a: a.first_month.strftime("%Y-%m") if a.first_month else ""),
    Column("办结日期", lambda a: _day(a.closed_on)),
    Column("送达日期", lambda a: _day(a.delivered_on)),
)
