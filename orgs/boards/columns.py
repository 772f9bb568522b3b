"""The columns of the lists of boards, members and vacancies as workbooks."""

from core.sheets.writing import Column


def _day(value):
    return value.isoformat() if value else ""


BOARDS = (
    Column("单位", lambda b: b.unit.place_name, 22),
    Column("班子", lambda b: b.name, 28),
    Column("届次", lambda b: f"第{b.term_number}届" if b.term_number else "", 8),
    Column("起始日期", lambda b: _day(b.starts_on)),
    Column("届满日期", lambda b: _day(b.ends_on)),
    Column("任期", lambda b: b.left[0], 16),
    Column("应设席位", lambda b: b.due if b.due is not None else "", 9),
    Column("在任人数", lambda b: b.filled, 9),
    Column("空缺", lambda b: b.missing, 26),
)

SEATS = (
    Column("单位", lambda s: s.term.board.unit.place_name, 22),
    Column("班子", lambda s: s.term.board.name, 28),
    Column("届次", lambda s: f"第{s.term.number}届", 8),
    Column("职务", lambda s: s.post_name, 16),
    Column("成员单位", lambda s: s.department.name if s.department else "", 20),
    Column("姓名", lambda s: s.name, 10),
    Column("性别", lambda s: s.get_sex_display(), 6),
    Column("出生日期", lambda s: _day(s.birth_date)),
    Column("文化程度", lambda s: s.get_education_display(), 14),
    Column("政治面貌", lambda s: s.get_political_display(), 12),
    Column("与残疾人的关系", lambda s: s.get_tie_display(), 12),
    Column("工作单位和职务", lambda s: s.work, 24),
    Column("任职日期", lambda s: _day(s.since)),
    Column("任职文号", lambda s: s.document, 20),
)


def vacancies_on(today):
    """Return the columns of the vacancies as they stand on the day."""
    return (
        Column("单位", lambda v: v.term.board.unit.place_name, 22),
        Column("班子", lambda v: v.term.board.name, 28),
        Column("空缺职务", lambda v: v.post.name, 16),
        Column("人数", lambda v: v.number, 8),
        Column("空缺起始", lambda v: _day(v.since)),
        Column("空缺天数", lambda v: v.days(today), 9),
    )
