"""Coded values of recruitment (domain.md §4.1, §4.3)."""

from django.db.models import TextChoices


class State(TextChoices):
    """How far a recruitment is."""

    OPEN = "open", "报名和资格审查"
    EXAM = "exam", "考试"
    NOTICE = "notice", "公示"
    HIRING = "hiring", "聘用"
    DONE = "done", "已办结"
    CANCELLED = "cancelled", "已取消"


STEPS = (State.OPEN, State.EXAM, State.NOTICE, State.HIRING)
STATE_TONES = {
    State.OPEN: "info",
    State.EXAM: "info",
    State.NOTICE: "warn",
    State.HIRING: "warn",
    State.DONE: "good",
    State.CANCELLED: "none",
}


class Standing(TextChoices):
    """What has become of somebody who applied."""

    APPLIED = "applied", "待审查"
    ELIGIBLE = "eligible", "资格合格"
    INELIGIBLE = "ineligible", "资格不合格"
    WITHDRAWN = "withdrawn", "本人放弃"
    CHOSEN = "chosen", "拟聘公示"
    CLEARED = "cleared", "待聘用"
    DROPPED = "dropped", "取消拟聘"
    HIRED = "hired", "已聘用"


STANDING_TONES = {
    Standing.APPLIED: "warn",
    Standing.ELIGIBLE: "info",
    Standing.INELIGIBLE: "bad",
    Standing.WITHDRAWN: "none",
    Standing.CHOSEN: "warn",
    Standing.CLEARED: "warn",
    Standing.DROPPED: "bad",
    Standing.HIRED: "good",
}
# Those who still stand for a post.
RUNNING = (Standing.APPLIED, Standing.ELIGIBLE, Standing.CHOSEN, Standing.CLEARED)
# Those for whom a post is kept.
HOLDING = (Standing.CHOSEN, Standing.CLEARED, Standing.HIRED)


class Way(TextChoices):
    """How somebody came to apply."""

    APPLICATION = "application", "本人报名"
    RECOMMENDATION = "recommendation", "组织推荐"


class Residence(TextChoices):
    """Where the household of an applicant has to be registered."""

    VILLAGE = "village", "岗位所在村（社区）"
    TOWNSHIP = "township", "岗位所在乡镇（街道）"
    COUNTY = "county", "本县（区）"
    ANY = "any", "不限"


class Result(TextChoices):
    """What a check has found."""

    PASSES = "passes", "符合"
    FAILS = "fails", "不符合"
    UNKNOWN = "unknown", "无法判断"


RESULT_TONES = {Result.PASSES: "good", Result.FAILS: "bad", Result.UNKNOWN: "warn"}


class CheckCode(TextChoices):
    """The conditions that every applicant is measured by."""

    RELATION = "relation", "残疾人或亲属"
    AGE = "age", "年龄"
    EDUCATION = "education", "文化程度"
    RESIDENCE = "residence", "户籍"
    ALIVE = "alive", "登记状态"
    OTHER_POST = "other_post", "是否兼任两岗"


# What no override can mend: the dead cannot be hired, and nobody holds two posts.
NEVER_OVERRIDDEN = (CheckCode.ALIVE, CheckCode.OTHER_POST)
