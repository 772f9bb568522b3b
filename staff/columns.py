"""The columns of the exported lists."""

from core.sheets.writing import Column


def member_columns(times):
    """Return the columns of the list of members; `times` says how often each was trained this year."""
    return (
        Column("姓名", lambda m: m.name),
        Column("性别", lambda m: m.get_sex_display(), 6),
        Column("出生日期", lambda m: m.birth_date),
        Column("民族", lambda m: m.ethnicity, 8),
        Column("身份证号", lambda m: m.masked_id_number, 22),
        Column("联系电话", lambda m: m.masked_phone, 14),
        Column("文化程度", lambda m: m.get_education_display()),
        Column("政治面貌", lambda m: m.get_political_display()),
        Column("与残疾人关系", lambda m: m.get_kinship_display(), 16),
        Column("乡镇（街道）", lambda m: township_name(m.unit)),
        Column("单位", lambda m: m.unit.name),
        Column("岗位", lambda m: _now(m, lambda a: a.post.title)),
        Column("到岗日期", lambda m: _now(m, lambda a: a.since)),
        Column("聘用合同号", lambda m: _now(m, lambda a: a.contract_number), 16),
        Column("合同期至", lambda m: _now(m, lambda a: a.contract_until)),
        Column("上岗证号", lambda m: _now(m, lambda a: a.work_permit_number), 16),
        Column("本年培训次数", lambda m: times.get(m.pk, 0)),
    )


VACANCY_COLUMNS = (
    Column("乡镇（街道）", lambda v: township_name(v.post.unit)),
    Column("单位", lambda v: v.post.unit.name),
    Column("岗位", lambda v: v.post.get_post_type_display(), 16),
    Column("空缺起", lambda v: v.since),
    Column("空缺天数", lambda v: v.days),
    Column("上一任", lambda v: v.last_holder),
)

TALLY_COLUMNS = (
    Column("乡镇（街道）", lambda row: township_name(row.unit) if row.unit else "合计", 16),
    Column("单位", lambda row: row.unit.name if row.unit else "", 20),
    Column("应设", lambda row: row.members.due, 8),
    Column("已设", lambda row: row.members.existing, 8),
    Column("在岗", lambda row: row.members.held, 8),
    Column("缺额", lambda row: row.members.short, 8),
    Column("超设", lambda row: row.members.surplus, 8),
    Column("理事长应设", lambda row: row.heads.due, 12),
    Column("理事长在岗", lambda row: row.heads.held, 12),
)

TRAINING_COLUMNS = (
    Column("举办日期", lambda t: t.held_on),
    Column("培训内容", lambda t: t.title, 30),
    Column("级别", lambda t: t.get_level_display(), 8),
    Column("举办单位", lambda t: t.unit.name),
    Column("学时", lambda t: t.hours, 8),
    Column("地点", lambda t: t.place, 24),
    Column("授课人", lambda t: t.teacher),
    Column("参训人数", lambda t: t.people, 10),
    Column("合格人数", lambda t: t.passed_people, 10),
)

ATTENDANCE_COLUMNS = (
    Column("乡镇（街道）", lambda a: township_name(a.member.unit)),
    Column("单位", lambda a: a.member.unit.name),
    Column("姓名", lambda a: a.member.name),
    Column("考核", lambda a: "合格" if a.passed else "不合格", 8),
    Column("结业证号", lambda a: a.certificate_number, 22),
    Column("考核分数", lambda a: a.score if a.score is not None else "", 10),
)


def township_name(unit):
    """Return the name of the township that a unit is or belongs to."""
    return unit.parent.name if unit.is_grassroots and unit.parent else unit.name


def _now(member, value):
    return value(member.posts_now[0]) if member.posts_now else ""
