"""Coded values of needs and projects."""

from django.db.models import TextChoices


class Source(TextChoices):
    """How a need became known."""

    VISIT = "visit", "入户走访"
    CALL = "call", "来电"
    OFFICE = "office", "来访"
    SURVEY = "survey", "年度调查"
    OTHER = "other", "其他"


class NeedState(TextChoices):
    """Where a need stands on its way."""

    REGISTERED = "registered", "待转介"
    REFERRED = "referred", "已转介"
    IN_HAND = "in_hand", "落实中"
    CLOSED = "closed", "已办结"


class Result(TextChoices):
    """What became of a need."""

    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    UNSOLVED = "unsolved", "未解决"
    NO_LONGER = "no_longer", "不再需要"


class Satisfaction(TextChoices):
    """What the person says of the result."""

    SATISFIED = "satisfied", "满意"
    MOSTLY = "mostly", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class Step(TextChoices):
    """What happened to a need."""

    REGISTER = "register", "登记"
    CHANGE = "change", "更正"
    REFER = "refer", "转介"
    MEASURE = "measure", "落实措施"
    RESULT = "result", "办结"
    SATISFACTION = "satisfaction", "满意度"
    REOPEN = "reopen", "重新办理"


class Funding(TextChoices):
    """资金来源 of a project (domain.md §0.3)."""

    CENTRAL = "central", "中央财政"
    PROVINCE = "province", "省级财政"
    CITY = "city", "市级财政"
    COUNTY = "county", "县财政"
    EMPLOYMENT_FUND = "employment_fund", "残疾人就业保障金"
    LOTTERY = "lottery", "彩票公益金"
    DONATION = "donation", "社会捐赠"
    MIXED = "mixed", "多渠道"
