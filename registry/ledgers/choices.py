"""Coded values of ledgers (domain.md §5)."""

from django.db.models import TextChoices

from orgs.models import Unit


class PeriodKind(TextChoices):
    """How often a ledger is handed in; 随时 is kept by the year and never due."""

    MONTH = "month", "按月"
    QUARTER = "quarter", "按季"
    YEAR = "year", "按年"
    ANYTIME = "anytime", "随时"


class Keeper(TextChoices):
    """The level of unit that keeps a ledger."""

    GRASSROOTS = "grassroots", "村（社区）"
    TOWNSHIP = "township", "乡镇（街道）"
    COUNTY = "county", "县（区）"


KEEPER_LEVELS = {
    Keeper.GRASSROOTS: Unit.GRASSROOTS,
    Keeper.TOWNSHIP: (Unit.Level.TOWNSHIP,),
    Keeper.COUNTY: (Unit.Level.COUNTY,),
}


class FieldKind(TextChoices):
    """What a column holds. The last ones are drawn from the register through the row's person."""

    TEXT = "text", "文字"
    LONG = "long", "长文字"
    NUMBER = "number", "数字"
    MONEY = "money", "金额（元）"
    DATE = "date", "日期"
    CHOICE = "choice", "选项"
    BOOLEAN = "boolean", "是否"
    PHONE = "phone", "电话（脱敏显示）"
    PERSON = "person", "在册残疾人"
    CARD = "card", "残疾人证号（取自登记）"
    SEX = "sex", "性别（取自登记）"
    AGE = "age", "年龄（取自登记）"
    CATEGORY = "category", "类别等级（取自登记）"
    EDUCATION = "education", "文化程度（取自登记）"
    PERSON_PHONE = "person_phone", "联系电话（取自登记）"


DRAWN = frozenset(
    {
        FieldKind.CARD,
        FieldKind.SEX,
        FieldKind.AGE,
        FieldKind.CATEGORY,
        FieldKind.EDUCATION,
        FieldKind.PERSON_PHONE,
    }
)


class Paper(TextChoices):
    A4 = "a4", "A4 横向"
    A3 = "a3", "A3 横向"


class Layout(TextChoices):
    """How rows stand on paper: lines of one table, or a sheet for each."""

    TABLE = "table", "一行一条的表格"
    SHEET = "sheet", "一人一页的登记表"


class BookState(TextChoices):
    DRAFT = "draft", "填写中"
    REPORTED = "reported", "已报"
    REVIEWED = "reviewed", "已审"


class WorkKind(TextChoices):
    """What a day's work was: the duties of a 专职委员 (domain.md §4.2)."""

    VISIT = "visit", "入户走访"
    DATA = "data", "信息采集与动态更新"
    CARD = "card", "办证换证协助"
    POLICY = "policy", "政策宣传"
    NEED = "need", "需求反馈与转介"
    BENEFIT = "benefit", "补贴申请协助与公示"
    HELP = "help", "困难重度残疾人帮扶"
    PETITION = "petition", "来信来访与维权"
    ACTIVITY = "activity", "志愿助残与文体活动"
    GOODS = "goods", "辅具物资发放"
    SAFETY = "safety", "突发安全预警"
    MEETING = "meeting", "会议培训"
    OTHER = "other", "其他工作"
