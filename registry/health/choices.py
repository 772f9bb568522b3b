"""Coded values of data health."""

from django.db.models import IntegerChoices, TextChoices


class Severity(IntegerChoices):
    """How grave a finding is; the graver the higher, so that lists sort by it."""

    HINT = 1, "提示"
    ORDINARY = 2, "一般"
    SERIOUS = 3, "严重"


class FindingState(TextChoices):
    """What has become of a finding."""

    OPEN = "open", "待处理"
    RELAPSED = "relapsed", "已复发"
    KEPT = "kept", "确认无误"
    FIXED = "fixed", "已修正"
    DROPPED = "dropped", "规则停用"


OPEN_STATES = (FindingState.OPEN, FindingState.RELAPSED)
STANDING_STATES = (*OPEN_STATES, FindingState.KEPT)
SEVERITY_TONES = {Severity.SERIOUS: "bad", Severity.ORDINARY: "warn", Severity.HINT: "info"}
STATE_TONES = {
    FindingState.OPEN: "warn",
    FindingState.RELAPSED: "bad",
    FindingState.KEPT: "info",
    FindingState.FIXED: "good",
    FindingState.DROPPED: "none",
}
