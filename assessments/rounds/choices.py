"""Words of the assessment year: its phases, and the stages through which the points of an item go."""

from django.db.models import IntegerChoices, TextChoices


class Phase(TextChoices):
    """How far the assessment of a year is (SEED0: 年初下达指标 → 每季度督查 → 年底考核评比 → 通报)."""

    PLANNING = "planning", "筹备"
    OPEN = "open", "日常推进"
    SELF = "self", "单位自评"
    REVIEW = "review", "复核"
    MEETING = "meeting", "联席会议"
    NOTICE = "notice", "公示申诉"
    FINAL = "final", "已定稿"


PHASES = tuple(Phase)


class Stage(IntegerChoices):
    """Who has said what an item comes to. What stands is what the highest stage has said."""

    SELF = 10, "自评"
    TOWNSHIP = 20, "乡镇初审"
    INSPECTION = 30, "督查"
    COUNTY = 40, "县级复核"
    MEETING = 50, "联席会议"
    APPEAL = 60, "申诉"
