"""Coded values of letters and visits (domain.md §5 表7; 《信访工作条例》 2022)."""

from django.db.models import TextChoices


class Form(TextChoices):
    """How the petition came in (条例 art. 17)."""

    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    CALL = "call", "来电"
    ONLINE = "online", "网络"
    ASSIGNED = "assigned", "上级转办"


class PetitionerKind(TextChoices):
    """Who brings it, seen from the register."""

    PERSON = "person", "残疾人本人"
    RELATIVE = "relative", "残疾人亲属"
    OTHER = "other", "其他人"


class State(TextChoices):
    """How far the petition is."""

    REGISTERED = "registered", "待受理"
    ACCEPTED = "accepted", "办理中"
    REPLIED = "replied", "已答复"
    SETTLED = "settled", "已办结"
    REFUSED = "refused", "不予受理"


OPEN_STATES = (State.REGISTERED, State.ACCEPTED, State.REPLIED)
UNSETTLED = (State.ACCEPTED, State.REPLIED)
STATE_TONES = {
    State.REGISTERED: "warn",
    State.ACCEPTED: "info",
    State.REPLIED: "info",
    State.SETTLED: "good",
    State.REFUSED: "none",
}


class Step(TextChoices):
    """What was done about it; each leaves an entry in the timeline."""

    REGISTER = "register", "登记"
    EDIT = "edit", "修改登记"
    TRANSFER = "transfer", "转送"
    ACCEPT = "accept", "受理"
    REFUSE = "refuse", "不予受理"
    PROGRESS = "progress", "办理"
    EXTEND = "extend", "延期"
    SUPERVISE = "supervise", "督办"
    REPLY = "reply", "答复"
    SETTLE = "settle", "办结"
    REOPEN = "reopen", "重新办理"


class Outcome(TextChoices):
    """What came of the demand."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "作出政策解释"
    REJECTED = "rejected", "诉求不予支持"
    WITHDRAWN = "withdrawn", "信访人撤回"


class Satisfaction(TextChoices):
    """What the petitioner says of it."""

    SATISFIED = "satisfied", "满意"
    FAIR = "fair", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"
    UNKNOWN = "unknown", "未作评价"


class Counting(TextChoices):
    """How the days of a deadline are counted."""

    CALENDAR = "calendar", "自然日"
    WORKING = "working", "工作日"
