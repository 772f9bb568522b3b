from django.db import models


class Purpose(models.TextChoices):
    """What a list is taken out for."""

    REPORT = "report", "上报"
    PAYMENT = "payment", "发放"
    CHECK = "check", "核对"
    VISIT = "visit", "入户"
    OTHER = "other", "其他"


class State(models.TextChoices):
    """Where an application stands."""

    WAITING = "waiting", "待审批"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "已撤回"
    REVOKED = "revoked", "已收回"


TONES = {State.WAITING: "info", State.GRANTED: "good", State.REFUSED: "bad"}
