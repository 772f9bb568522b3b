"""Words of grading: how quotas are counted, what happens at their edge, what is made of a result."""

from django.db.models import TextChoices


class QuotaOver(TextChoices):
    """Among whom a quota is shared out."""

    ALL = "all", "全部参评单位"
    GROUP = "group", "各组分别计算"


class Rounding(TextChoices):
    """What becomes of a part of a place."""

    FLOOR = "floor", "只舍不入"
    HALF_UP = "half_up", "四舍五入"


class TieRule(TextChoices):
    """Who gets the last places of a quota when more units have the same points."""

    ALL = "all", "并列的全部评上"
    NONE = "none", "并列的都不评"
    MEETING = "meeting", "由联席会议决定"
    SECTIONS = "sections", "依次比较指定项目得分，仍并列的由联席会议决定"


class TierBy(TextChoices):
    """By what units are sorted into tiers (划档)."""

    SHARE = "share", "按名次和比例"
    POINTS = "points", "按方案的分数段"


class RecognitionKind(TextChoices):
    """What a county makes of a result and keeps a list of (SEED0: 奖优罚劣，通报批评)."""

    STAR = "star", "星级授牌"
    DEMO = "demo", "示范点"
    REWARD = "reward", "表彰奖励"
    CRITICISM = "criticism", "通报批评"

    @property
    def is_honour(self):
        """True for what a vetoed unit cannot be given."""
        return self != self.CRITICISM


class When(TextChoices):
    """The events for which a reward or a criticism is proposed; some take a number or a name."""

    GRADE = "grade", "等次为"
    TIER = "tier", "档次为"
    TOP = "top", "排名前几名"
    BOTTOM = "bottom", "排名末几名"
    ROSE = "rose", "比上年上升几档及以上"
    FELL = "fell", "比上年下降几档及以上"
    VETOED = "vetoed", "被一票否决"


class Move(TextChoices):
    """How a unit's tier is beside that of last year."""

    UP = "up", "上升"
    SAME = "same", "持平"
    DOWN = "down", "下降"
    NEW = "new", "上年未划档"
