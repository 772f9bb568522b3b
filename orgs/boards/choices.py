"""Closed lists about boards. Codes of sex, schooling and party agree with those of the floors above."""

from django.db.models import TextChoices


class Sex(TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Education(TextChoices):
    """Schooling, the least first."""

    NONE = "none", "文盲或半文盲"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中（含中专职高）"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    GRADUATE = "graduate", "硕士及以上"


class Political(TextChoices):
    """政治面貌."""

    MASSES = "masses", "群众"
    LEAGUE = "league", "共青团员"
    PARTY = "party", "中共党员"
    PROBATIONARY = "probationary", "中共预备党员"
    OTHER = "other", "民主党派或无党派"


class Tie(TextChoices):
    """What somebody has to do with disability: domain.md §0.1 [C11]."""

    DISABLED = "disabled", "残疾人"
    RELATIVE = "relative", "残疾人亲友"
    NONE = "none", "其他"


class Asked(TextChoices):
    """What a seat asks of its holder."""

    NOTHING = "", "不限"
    MUST = "must", "须为残疾人"
    RELATED = "related", "须为残疾人或亲友"


class TermYears(TextChoices):
    """SEED3: 任期从3年改5年."""

    THREE = "3", "3 年"
    FIVE = "5", "5 年"


class Due(TextChoices):
    """How near the end of a board's term is; each but the last two includes the nearer ones."""

    PAST = "past", "已届满"
    WITHIN_30 = "30", "30 天内届满"
    WITHIN_90 = "90", "90 天内届满"
    WITHIN_180 = "180", "180 天内届满"
    VACANT = "vacant", "有空缺"
    NONE = "none", "没有在任班子"
