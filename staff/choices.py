"""Coded values of posts, members, trainings and stipends (domain.md §0.3, §4)."""

from django.db.models import IntegerChoices, TextChoices


class PostType(TextChoices):
    TOWNSHIP_HEAD = "township_head", "理事长"
    TOWNSHIP_MEMBER = "township_member", "乡镇专职委员"
    COMMUNITY_MEMBER = "community_member", "社区专职委员"
    VILLAGE_MEMBER = "village_member", "村专职委员"


BANK_DIGITS = range(12, 24)  # of an account number

# 专职委员 in the narrow sense: a 理事长 mostly doubles as an official and draws no stipend (domain.md §0.1).
MEMBER_POSTS = (PostType.TOWNSHIP_MEMBER, PostType.COMMUNITY_MEMBER, PostType.VILLAGE_MEMBER)


class Political(TextChoices):
    """政治面貌."""

    MASSES = "masses", "群众"
    LEAGUE = "league", "共青团员"
    PARTY = "party", "中共党员"
    PROBATIONARY = "probationary", "中共预备党员"
    OTHER = "other", "民主党派或无党派"


class Kinship(TextChoices):
    """What makes someone eligible: disabled themselves, or close to somebody who is (domain.md §4.1)."""

    SELF = "self", "本人是残疾人"
    SPOUSE = "spouse", "配偶是残疾人"
    PARENT = "parent", "父母是残疾人"
    CHILD = "child", "子女是残疾人"
    SIBLING = "sibling", "兄弟姐妹是残疾人"
    FRIEND = "friend", "其他残疾人亲友"
    NONE = "none", "非残疾人亲友"


class EndReason(TextChoices):
    EXPIRED = "expired", "聘期届满"
    RESIGNED = "resigned", "辞职"
    TRANSFERRED = "transferred", "调任其他岗位"
    UNFIT = "unfit", "考核不称职"
    AGE = "age", "年龄到限"
    DEATH = "death", "死亡"
    ABOLISHED = "abolished", "岗位撤销"
    OTHER = "other", "其他"


class TrainingLevel(TextChoices):
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"


class Payer(TextChoices):
    """Who has been seen to pay (domain.md §0.3)."""

    COUNTY_BUDGET = "county_budget", "县财政"
    WELFARE_POST = "welfare_post", "公益性岗位资金"
    VILLAGE_FUND = "village_fund", "村级公用经费"
    EMPLOYMENT_LEVY = "employment_levy", "残疾人就业保障金"
    TOWNSHIP_FUND = "township_fund", "乡镇自筹"
    PURCHASED_POST = "purchased_post", "政府购买岗位"


class Half(IntegerChoices):
    FIRST = 1, "上半年"
    SECOND = 2, "下半年"


class RunState(TextChoices):
    DRAFT = "draft", "已造册"
    REVIEWED = "reviewed", "已复核"
    PAID = "paid", "已发放"


class Proration(TextChoices):
    """How a month counts in which somebody joins or leaves."""

    CUTOFF = "cutoff", "按月计发，以规定日期在岗为准"
    DAILY = "daily", "按在岗天数折算"
