"""Where in a report a module can stand: its sections by what they are about, and how each kind calls them."""

from django.db import models


class Section(models.TextChoices):
    """What a section is about."""

    FACTS = "facts", "基本情况（总体情况）"
    WORK = "work", "主要做法（工作开展情况）"
    PROBLEMS = "problems", "存在问题"
    PLANS = "plans", "下一步打算（要求）"


class Where(models.TextChoices):
    """How a module stands to what the section says by itself."""

    START = "start", "这一部分的开头"
    END = "end", "这一部分的末尾"
    OPENING = "opening", "代替这一部分的第一段"


# The headings of each kind of prose, without their numerals.
HEADINGS = {
    "year_summary": {
        Section.FACTS: "基本情况", Section.WORK: "主要做法和成效",
        Section.PROBLEMS: "存在问题", Section.PLANS: "下一步打算",
    },
    "work_report": {
        Section.WORK: "工作开展情况", Section.PROBLEMS: "存在的主要问题", Section.PLANS: "下一步工作打算",
    },
    "half_year_bulletin": {Section.FACTS: "总体情况", Section.PLANS: "下一步要求"},
    "quarter_bulletin": {Section.FACTS: "总体情况", Section.PLANS: "下一步要求"},
    "month_dispatch": {Section.FACTS: "本月进度", Section.PLANS: "本月调度事项"},
}  # fmt: skip


def kinds_with(section):
    """Return the codes of the kinds that have such a section."""
    return [code for code, headings in HEADINGS.items() if section in headings]
