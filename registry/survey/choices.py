"""Coded values of the yearly survey (domain.md §2.1)."""

from django.db.models import TextChoices


class RoundState(TextChoices):
    DRAFT = "draft", "准备中"
    OPEN = "open", "调查中"
    CLOSED = "closed", "已结束"


class Mode(TextChoices):
    """How the holder was met; what officials report."""

    HOME = "home", "入户"
    MET = "met", "见面"
    CALL = "call", "电话"
    LOST = "lost", "失访"


class LostReason(TextChoices):
    """Why nobody could be asked (domain.md §2.1: 死亡、人户分离 …)."""

    DEATH = "death", "死亡"
    MOVED_OUT = "moved_out", "户口迁出"
    APART = "apart", "人户分离"
    AWAY = "away", "外出，联系不上"
    REFUSED = "refused", "拒绝接受调查"
    OTHER = "other", "其他"


LEAVING = (LostReason.DEATH, LostReason.MOVED_OUT)  # what a proposal to archive follows from


class LineState(TextChoices):
    TODO = "todo", "未调查"
    DOING = "doing", "填写中"
    DONE = "done", "已完成"
    RETURNED = "returned", "退回"
    APPROVED = "approved", "已审核"


LINE_TONES = {
    LineState.TODO: "none",
    LineState.DOING: "info",
    LineState.DONE: "info",
    LineState.RETURNED: "bad",
    LineState.APPROVED: "good",
}
UNFINISHED = (LineState.TODO, LineState.DOING, LineState.RETURNED)
FINISHED = (LineState.DONE, LineState.APPROVED)


class VillageState(TextChoices):
    WORKING = "working", "调查中"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "县退回"
    ACCEPTED = "accepted", "已验收"


VILLAGE_TONES = {
    VillageState.WORKING: "info",
    VillageState.SUBMITTED: "warn",
    VillageState.RETURNED: "bad",
    VillageState.ACCEPTED: "good",
}
LOCKED = (VillageState.SUBMITTED, VillageState.ACCEPTED)


class ChangeState(TextChoices):
    PROPOSED = "proposed", "待审核"
    ACCEPTED = "accepted", "已采纳"
    REFUSED = "refused", "不采纳"


CHANGE_TONES = {ChangeState.PROPOSED: "warn", ChangeState.ACCEPTED: "good", ChangeState.REFUSED: "none"}


class QuestionKind(TextChoices):
    SINGLE = "single", "单选"
    MULTI = "multi", "多选"
    NUMBER = "number", "数字"
    TEXT = "text", "文字"
    DATE = "date", "日期"
    PHONE = "phone", "电话"
