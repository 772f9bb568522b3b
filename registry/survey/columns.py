"""The columns of the 底册 as a workbook: the line, how it was met, one for each question."""

from core.sheets import Column as Known
from core.sheets.writing import Column
from registry.survey.choices import LostReason, Mode
from registry.survey.rules import Form

KEY, NAME = "code", "name"
VISIT = (
    ("mode", "调查方式"),
    ("lost_reason", "失访原因"),
    ("happened_on", "死亡或迁出日期"),
    ("visited_on", "调查日期"),
)
MODES = {mode.label: mode.value for mode in Mode}
REASONS = {reason.label: reason.value for reason in LostReason}


def title_of(question):
    """Return the head of a question's column: R3 户口性质."""
    return f"{question.code} {question.text}"


def sheet_columns(survey):
    """Return the columns of an export; numbers of people are masked."""
    form = Form(survey.form)
    asked = [question for question in form.questions.values() if not question.is_off]
    return [
        Column("底册号", lambda line: line.code, 12),
        Column("村（社区）", lambda line: line.unit.name, 14),
        Column("姓名", lambda line: line.name, 10),
        Column("性别", lambda line: line.get_sex_display(), 6),
        Column("年龄", lambda line: line.age, 6),
        Column("类别等级", lambda line: line.kind, 10),
        Column("住址", lambda line: line.address, 24),
        Column("登记电话", lambda line: line.masked_phone, 14),
        Column("状态", lambda line: line.get_state_display(), 8),
        Column("调查方式", lambda line: line.get_mode_display(), 9),
        Column("失访原因", lambda line: line.get_lost_reason_display(), 12),
        Column("死亡或迁出日期", lambda line: _day(line.happened_on), 14),
        Column("调查日期", lambda line: _day(line.visited_on), 12),
        *(_answer_column(question) for question in asked),
    ]


def known_columns(form):
    """Return the columns that a filled-in sheet may have, for reading it."""
    return [
        Known(KEY, "底册号"),
        Known(NAME, "姓名"),
        *(Known(key, title) for key, title in VISIT),
        *(Known(question.code, title_of(question), (question.code,)) for question in form.questions.values()),
    ]


def _answer_column(question):
    def value(line):
        if question.is_private:  # an export shows no number; left empty, the one that stands is kept
            return ""
        return question.words(line.all_answers.get(question.code))

    return Column(title_of(question), value, 16)


def _day(day):
    return day.isoformat() if day else ""
