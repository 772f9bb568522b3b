"""Closed lists about elections."""

from django.db.models import TextChoices


class State(TextChoices):
    OPEN = "open", "进行中"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已中止"


class StepKind(TextChoices):
    """What a step asks for before it is done."""

    PLAIN = "plain", "一般"
    COMMITTEE = "committee", "推选选举委员会"
    REGISTER = "register", "登记选民或代表"
    NOMINATE = "nominate", "提名"
    REVIEW = "review", "联审"
    NOTICE = "notice", "公示"
    VOTE = "vote", "选举"
    FILE = "file", "备案"
    HANDOVER = "handover", "移交"


class Answer(TextChoices):
    """The answer to an item of the list of what bars from standing (负面清单)."""

    NO = "no", "没有"
    YES = "yes", "有"


class Verdict(TextChoices):
    """The word of the joint review (联审)."""

    WAITING = "", "未审"
    PASSED = "passed", "通过"
    REFUSED = "refused", "不通过"


class Nomination(TextChoices):
    ORGANISATION = "organisation", "组织推荐"
    MEMBERS = "members", "会员（代表）提名"
    SELF = "self", "个人自荐"


class Outcome(TextChoices):
    """What came of a candidacy."""

    STANDING = "standing", "候选"
    ELECTED = "elected", "当选"
    LOST = "lost", "未当选"
    WITHDRAWN = "withdrawn", "退出"


class Contest(TextChoices):
    """Which vote it is: the first, one for seats that are left, or one between equals."""

    FIRST = "first", "选举"
    RERUN = "rerun", "另行选举"
    TIE = "tie", "再次投票"


OUTCOME_TONES = {
    Outcome.STANDING: "info", Outcome.ELECTED: "good", Outcome.LOST: "none", Outcome.WITHDRAWN: "none",
}  # fmt: skip
VERDICT_TONES = {Verdict.WAITING: "warn", Verdict.PASSED: "good", Verdict.REFUSED: "bad"}
