"""Coded values of answers to the superior's workbooks."""

from django.db.models import TextChoices

from orgs.models import Unit


class State(TextChoices):
    """How far an answer is."""

    READING = "reading", "正在识别"
    MAPPING = "mapping", "待核对各列"
    FILLING = "filling", "正在回填"
    READY = "ready", "已回填"
    REFUSED = "refused", "不能回填"


STATE_TONES = {
    State.READING: "info",
    State.MAPPING: "warn",
    State.FILLING: "info",
    State.READY: "good",
    State.REFUSED: "bad",
}


class Target(TextChoices):
    """What the rows of a sheet are about."""

    UNITS = "units", "单位"
    PERSONS = "persons", "人员"


class Tier(TextChoices):
    """Which units are put into a form that names none."""

    TOWNSHIPS = "townships", "各乡镇（街道）"
    GRASSROOTS = "grassroots", "各村（社区）"


TIERS = {Tier.TOWNSHIPS: (Unit.Level.TOWNSHIP,), Tier.GRASSROOTS: Unit.GRASSROOTS}


class How(TextChoices):
    """How the content of a column was found."""

    KNOWN = "known", "已认出"
    REMEMBERED = "remembered", "上次的对应"
    CHOSEN = "chosen", "人工选定"
    NEAR = "near", "有建议，待确认"
    UNKNOWN = "unknown", "没有认出"


HOW_TONES = {
    How.KNOWN: "good", How.REMEMBERED: "good", How.CHOSEN: "info", How.NEAR: "warn", How.UNKNOWN: "bad",
}  # fmt: skip
LEFT = "-"  # chosen: leave the column as it is, without marking it
