"""Coded values of answers to the superior's workbooks."""

from django.db.models import TextChoices

from core.permissions import Permission
from orgs.models import Unit
from staff.choices import MEMBER_POSTS, PostType


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
    PERSONS = "persons", "残疾人"
    MEMBERS = "members", "专职委员"


# What is about people, with the right to take these out of the house; members leave as their list does.
PEOPLE = {Target.PERSONS: Permission.PERSON_EXPORT, Target.MEMBERS: Permission.STAFF_VIEW}


class Tier(TextChoices):
    """Which units are put into a form that names none."""

    TOWNSHIPS = "townships", "各乡镇（街道）"
    GRASSROOTS = "grassroots", "各村（社区）"


TIERS = {Tier.TOWNSHIPS: (Unit.Level.TOWNSHIP,), Tier.GRASSROOTS: Unit.GRASSROOTS}


class Posted(TextChoices):
    """Who of those in post is put into a roster that names nobody."""

    ALL = "all", "全部在岗专职委员"
    TOWNSHIP = "township", "只填乡镇（街道）的专职委员"
    GRASSROOTS = "grassroots", "只填村（社区）的专职委员"
    HEADS = "heads", "只填乡镇残联理事长"


POSTED = {
    Posted.ALL: MEMBER_POSTS,
    Posted.TOWNSHIP: (PostType.TOWNSHIP_MEMBER,),
    Posted.GRASSROOTS: (PostType.COMMUNITY_MEMBER, PostType.VILLAGE_MEMBER),
    Posted.HEADS: (PostType.TOWNSHIP_HEAD,),
}


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
