"""Words of the pledges: how targets are spread, how a pledge stands."""

from django.db.models import TextChoices


class Formula(TextChoices):
    """How a county's total is spread over its units; the parts always add up to the total."""

    EQUAL = "equal", "平均分配"
    PERSONS = "persons", "按登记残疾人数"
    VILLAGES = "villages", "按村（社区）数"
    LAST_YEAR = "last_year", "按上年完成数"
    SAME = "same", "各单位相同"


class Standing(TextChoices):
    """How the pledge of a unit stands."""

    NONE = "none", "未下达"
    ISSUED = "issued", "待签订"
    SIGNED = "signed", "已签订"
    AMENDING = "amending", "变更待签"
    OUTDATED = "outdated", "须重签"


TONES = {
    Standing.NONE: "none",
    Standing.ISSUED: "warn",
    Standing.SIGNED: "good",
    Standing.AMENDING: "warn",
    Standing.OUTDATED: "bad",
}
