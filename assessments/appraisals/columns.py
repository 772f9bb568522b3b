"""The columns of the exported roll. Rows are `selectors.board.Line`s."""

from assessments.appraisals.choices import Grade
from core.sheets.writing import Column


def _grade(code):
    return Grade(code).label if code else ""


def _township(line):
    unit = line.appraisal.unit
    return (unit.parent if unit.is_grassroots else unit).name


ROLL_COLUMNS = (
    Column("姓名", lambda row: row.appraisal.member.name),
    Column("性别", lambda row: row.appraisal.member.get_sex_display(), 6),
    Column("乡镇（街道）", _township, 14),
    Column("单位", lambda row: row.appraisal.unit.name, 14),
    Column("岗位", lambda row: row.appraisal.appointment.post.get_post_type_display(), 14),
    Column("日常考核", lambda row: row.outcome.daily, 10),
    Column("上级测评", lambda row: row.outcome.above, 10),
    Column("群众测评", lambda row: row.outcome.below, 10),
    Column("评议考核", lambda row: row.outcome.review, 10),
    Column("附加分", lambda row: row.outcome.bonus, 8),
    Column("总分", lambda row: row.outcome.total, 8),
    Column("建议等次", lambda row: _grade(row.appraisal.proposed), 10),
    Column("审定等次", lambda row: _grade(row.appraisal.decided), 10),
    Column("进度", lambda row: row.step[0], 12),
    Column("说明", lambda row: _words(row), 44),
)


def _words(row):
    one = row.appraisal
    if one.is_excluded:
        return one.excluded_because
    reasons = [reason for reason in (one.proposed_because, one.decided_because) if reason]
    return "；".join(reasons or row.outcome.missing)
