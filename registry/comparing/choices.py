"""Coded values of comparisons with other departments' lists (domain.md §6.3)."""

from django.db.models import TextChoices


class State(TextChoices):
    """How far a comparison is."""

    READING = "reading", "正在比对"
    MAPPING = "mapping", "待对应列"
    REFUSED = "refused", "无法识别"
    READY = "ready", "办理中"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


STATE_TONES = {
    State.READING: "info",
    State.MAPPING: "warn",
    State.REFUSED: "bad",
    State.READY: "info",
    State.CLOSED: "good",
}


class Kind(TextChoices):
    """What came of one row of the list, or of one person of the register."""

    DIFFERING = "differing", "内容不一致"
    ONLY_HERE = "only_here", "只在登记表"
    ONLY_THERE = "only_there", "只在名单"
    POSSIBLE = "possible", "疑似同一人"
    UNREADABLE = "unreadable", "无法比对"
    SAME = "same", "一致"


KIND_TONES = {
    Kind.DIFFERING: "warn",
    Kind.ONLY_HERE: "info",
    Kind.ONLY_THERE: "info",
    Kind.POSSIBLE: "warn",
    Kind.UNREADABLE: "bad",
    Kind.SAME: "good",
}


class RowState(TextChoices):
    """How far a row is: nobody has dealt with it, a village is looking into it, or it is settled."""

    OPEN = "open", "待处理"
    TASKED = "tasked", "已下发"
    SETTLED = "settled", "已处理"


class Choice(TextChoices):
    """What was decided about a row, or about one field of it."""

    TAKEN = "taken", "采用名单的值"
    KEPT = "kept", "保留登记的值"
    ARCHIVED = "archived", "归档"
    CONFIRMED = "confirmed", "确认是同一人"
    REJECTED = "rejected", "不是同一人"
    PLACED = "placed", "指定所在村"
    SENT = "sent", "下发核实"
    ANSWERED = "answered", "村级答复"
    RETURNED = "returned", "退回重核"
    ACCEPTED = "accepted", "审核通过"
    UNDONE = "undone", "撤回采用"


class Answer(TextChoices):
    """What a village found out about a row."""

    TRUE = "true", "属实"
    FALSE = "false", "不属实"
    CORRECTED = "corrected", "已更正"
    NOBODY = "nobody", "查无此人"


class Living(TextChoices):
    """Which part of the register is compared, by where people live."""

    ANY = "", "不限"
    TOGETHER = "together", "只比人户一致的"
    APART = "apart", "只比人户分离的"
