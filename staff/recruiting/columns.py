"""The columns of the exported lists."""

from core.sheets.writing import Column


def _day(value):
    return value.isoformat() if value else ""


RECRUITMENT_COLUMNS = (
    Column("编号", lambda r: r.number, 20),
    Column("标题", lambda r: r.title, 34),
    Column("招聘单位", lambda r: r.unit.name),
    Column("公告日期", lambda r: _day(r.announced_on)),
    Column("报名截止", lambda r: _day(r.applies_until)),
    Column("岗位数", lambda r: r.posts, 8),
    Column("报名人数", lambda r: r.people, 10),
    Column("已聘用", lambda r: r.hired, 8),
    Column("进度", lambda r: r.get_state_display(), 16),
    Column("办结日期", lambda r: _day(r.closed_on)),
    Column("办结说明", lambda r: r.outcome, 24),
)

# Rows are (rank or None, candidate).
CANDIDATE_COLUMNS = (
    Column("报考岗位", lambda row: str(row[1].opening), 24),
    Column("名次", lambda row: row[0] or "", 6),
    Column("姓名", lambda row: row[1].name),
    Column("性别", lambda row: row[1].get_sex_display(), 6),
    Column("身份证号", lambda row: row[1].masked_id_number, 22),
    Column("文化程度", lambda row: row[1].get_education_display(), 16),
    Column("与残疾人关系", lambda row: row[1].get_kinship_display(), 16),
    Column("报名方式", lambda row: row[1].get_way_display()),
    Column("推荐单位", lambda row: row[1].recommended_by, 16),
    Column("资格审查", lambda row: _unmet(row[1]), 40),
    Column("笔试", lambda row: "缺考" if row[1].is_absent else row[1].written, 8),
    Column("面试", lambda row: "" if row[1].is_absent else row[1].interview, 8),
    Column("总成绩", lambda row: row[1].total, 8),
    Column("状态", lambda row: row[1].get_standing_display()),
    Column("理由", lambda row: row[1].reason, 24),
)


def _unmet(candidate):
    unmet = [f"{check.title}{check.result_words}" for check in candidate.findings if not check.passes]
    return "；".join(unmet) or "全部符合"
