"""The columns of the exported lists."""

from core.sheets.writing import Column
from staff.columns import township_name

MISSING_COLUMNS = (
    Column("乡镇（街道）", lambda m: township_name(m.appointment.unit)),
    Column("单位", lambda m: m.appointment.unit.name),
    Column("姓名", lambda m: m.appointment.member.name),
    Column("岗位", lambda m: m.appointment.post.get_post_type_display(), 16),
    Column("到岗日期", lambda m: m.appointment.since.isoformat()),
    Column("已参训", lambda m: m.times, 8),
    Column("应参训", lambda m: m.wanted, 8),
)

PLAN_COLUMNS = (
    Column("计划月份", lambda p: f"{p.year}-{p.month:02d}"),
    Column("培训内容", lambda p: p.title, 30),
    Column("培训对象", lambda p: p.get_audience_display(), 18),
    Column("级别", lambda p: p.get_level_display(), 8),
    Column("举办单位", lambda p: p.unit.name),
    Column("学时", lambda p: p.hours, 8),
    Column("计划人数", lambda p: p.people if p.people is not None else "", 10),
    Column("举办次数", lambda p: p.held, 10),
    Column("参训人次", lambda p: p.attended, 10),
    Column("备注", lambda p: p.note, 20),
)
