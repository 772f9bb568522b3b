"""Coded values of the business of certificates (domain.md §1.3)."""

from django.db.models import TextChoices


class CaseKind(TextChoices):
    """业务类型, as the national platform names them (domain.md §1.3)."""

    NEW = "new", "新办"
    RENEW = "renew", "换领"
    CHANGE = "change", "类别等级变更"
    REISSUE = "reissue", "挂失补办"
    MOVE_IN = "move_in", "迁入"
    MOVE_OUT = "move_out", "迁出"
    FREEZE = "freeze", "冻结"
    UNFREEZE = "unfreeze", "解冻"
    CANCEL = "cancel", "注销"


class CaseState(TextChoices):
    OPEN = "open", "办理中"
    RETURNED = "returned", "已退回"
    DONE = "done", "已办结"
    WITHDRAWN = "withdrawn", "已撤销"


UNFINISHED = (CaseState.OPEN, CaseState.RETURNED)


class CancelReason(TextChoices):
    """Why a certificate is cancelled (domain.md §1.3)."""

    DEATH = "death", "死亡"
    VOLUNTARY = "voluntary", "自愿注销"
    INELIGIBLE = "ineligible", "不再符合残疾标准"


class Act(TextChoices):
    """What an entry of a case tells."""

    TAKEN = "taken", "办理"
    RETURNED = "returned", "退回"
    RESUMED = "resumed", "重新提交"
    WITHDRAWN = "withdrawn", "撤销"
