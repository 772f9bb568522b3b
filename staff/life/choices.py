"""Coded values of a member's life in post (domain.md §4.3)."""

from django.db.models import TextChoices


class EventKind(TextChoices):
    HIRED = "hired", "公开招聘"
    PERMIT = "permit", "发上岗证"
    RENEWED = "renewed", "续聘"
    TRANSFERRED = "transferred", "调岗"
    TALK = "talk", "谈话提醒"
    MENDING = "mending", "限期整改"
    LEFT = "left", "离岗"


WARNINGS = (EventKind.TALK, EventKind.MENDING)


class AlertKind(TextChoices):
    """What somebody should look at, the gravest first."""

    DEAD = "dead", "登记死亡仍在岗"
    TWO_POSTS = "two_posts", "同时任两岗"
    AGE_OVER = "age_over", "超过年龄上限"
    CONTRACT_OVER = "contract_over", "合同已到期"
    CARD_OVER = "card_over", "本人残疾人证失效"
    RELATIVE_GONE = "relative_gone", "所属残疾人死亡、迁出或证件失效"
    MENDING_DUE = "mending_due", "整改期限已到"
    CONTRACT_SOON = "contract_soon", "合同将到期"
    AGE_SOON = "age_soon", "将到年龄上限"
    CARD_SOON = "card_soon", "本人残疾人证将到期"


ALERT_TONES = {
    AlertKind.DEAD: "bad",
    AlertKind.TWO_POSTS: "bad",
    AlertKind.AGE_OVER: "bad",
    AlertKind.CONTRACT_OVER: "bad",
    AlertKind.CARD_OVER: "bad",
    AlertKind.RELATIVE_GONE: "bad",
    AlertKind.MENDING_DUE: "warn",
    AlertKind.CONTRACT_SOON: "warn",
    AlertKind.AGE_SOON: "warn",
    AlertKind.CARD_SOON: "warn",
}
# 示例: what is usually handed over; no source prescribes a list.
HANDED_OVER = (
    "残疾人基本情况台账和登记资料",
    "各类表册、会议和走访记录",
    "印章、牌匾",
    "辅助器具和物资（附清单）",
    "系统账号和密码",
    "未办结事项",
)
