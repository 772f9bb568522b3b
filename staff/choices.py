"""Coded values of posts, members, trainings and stipends (domain.md §0.3, §4)."""

from django.db.models import IntegerChoices, TextChoices


class PostType(TextChoices):
    TOWNSHIP_HEAD = "township_head", "理事长"
    TOWNSHIP_MEMBER = "township_member", "乡镇专职委员"
    COMMUNITY_MEMBER = "community_member", "社区专职委员"
    VILLAGE_MEMBER = "village_member", "村专职委员"


class SmallVillages(TextChoices):
    """What becomes of villages with too few holders for a post of their own (domain.md §4.1)."""

    POOLED = "pooled", "由乡镇统设 1 名"
    NONE = "none", "不设"


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


class Period(TextChoices):
    """How often a county pays (domain.md §4.4: 月/季/半年)."""

    MONTH = "month", "按月"
    QUARTER = "quarter", "按季"
    HALF = "half", "按半年"


PERIOD_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.HALF: 6}


class RunKind(TextChoices):
    REGULAR = "regular", "正常发放"
    FOLLOW_UP = "follow_up", "退回重发"


class RunState(TextChoices):
    """Where a pay run stands; the order is the way it goes."""

    DRAFT = "draft", "已造册"
    CONFIRMING = "confirming", "乡镇确认中"
    REVIEWED = "reviewed", "待终审"
    LOCKED = "locked", "已锁定"
    NOTICE = "notice", "公示中"
    READY = "ready", "待送银行"
    EXPORTED = "exported", "已送银行"
    RETURNED = "returned", "已回盘"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已作废"


OPEN_STATES = (RunState.DRAFT, RunState.CONFIRMING)  # lines are a proposal that may be computed anew
FIRM_STATES = (RunState.LOCKED, RunState.NOTICE, RunState.READY, RunState.EXPORTED, RunState.RETURNED)
RUN_TONES = {
    RunState.DRAFT: "warn",
    RunState.CONFIRMING: "warn",
    RunState.REVIEWED: "info",
    RunState.LOCKED: "info",
    RunState.NOTICE: "info",
    RunState.READY: "info",
    RunState.EXPORTED: "info",
    RunState.RETURNED: "warn",
    RunState.CLOSED: "good",
    RunState.CANCELLED: "none",
}


class RollState(TextChoices):
    """How far the money of a line is, in the three words that reports use."""

    DRAFT = "draft", "已造册"
    REVIEWED = "reviewed", "已复核"
    PAID = "paid", "已发放"


class Outcome(TextChoices):
    """What became of a payment at the bank."""

    WAITING = "waiting", "未发放"
    PAID = "paid", "已发放"
    FAILED = "failed", "银行退回"
    REISSUED = "reissued", "退回后重发"
    NOTHING_DUE = "nothing_due", "本期无应发金额"


class RunAct(TextChoices):
    """What was done about a run; each leaves an entry in its history."""

    MAKE = "make", "造册"
    OPEN = "open", "送乡镇确认"
    CONFIRM = "confirm", "乡镇确认"
    REVIEW = "review", "县级复核"
    APPROVE = "approve", "终审"
    SEND_BACK = "send_back", "退回重造"
    LOCK = "lock", "锁定"
    NOTICE = "notice", "开始公示"
    NOTICE_OVER = "notice_over", "公示期满"
    EXPORT = "export", "导出银行文件"
    RETURN = "return", "读入回盘"
    FOLLOW_UP = "follow_up", "退回重发造册"
    CLOSE = "close", "办结"
    REOPEN = "reopen", "重新打开"
    CANCEL = "cancel", "作废"


class AdjustmentKind(TextChoices):
    BONUS = "bonus", "奖励"
    DEDUCTION = "deduction", "扣款"


class AdjustmentState(TextChoices):
    PROPOSED = "proposed", "待审批"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"


class Guard(TextChoices):
    """What is looked for before a run may be reviewed."""

    SHARED_ACCOUNT = "shared_account", "一个账号两人使用"
    NO_ACCOUNT = "no_account", "没有银行账号"
    ACCOUNT_CHANGED = "account_changed", "账号与上期不同"
    OUTSIDE_REGISTER = "outside_register", "本人是残疾人但登记中查不到"
    TERM_ENDED = "term_ended", "任期或聘期已满仍在发放"


class GuardLevel(TextChoices):
    BLOCK = "block", "拦截"
    WARN = "warn", "提醒"
    OFF = "off", "不查"


class FileFormat(TextChoices):
    TEXT = "text", "文本文件"
    CSV = "csv", "CSV 文件"
    XLSX = "xlsx", "Excel 工作簿"


class Encoding(TextChoices):
    GB18030 = "gb18030", "GB18030"
    UTF8 = "utf-8-sig", "UTF-8"


class Proration(TextChoices):
    """How a month counts in which somebody joins or leaves."""

    CUTOFF = "cutoff", "按月计发，以规定日期在岗为准"
    DAILY = "daily", "按在岗天数折算"


class TopUp(TextChoices):
    """What is counted as 低保 where a post is paid 低保加补贴 (domain.md §0.3: max(0, standard − 低保))."""

    NONE = "none", "不扣减"
    GRANT = "grant", "减去核定的每月低保金"
    FLAG = "flag", "登记为低保的，减去定额"


class EntryKind(TextChoices):
    """What a month on a line is: its pay, or what puts an earlier month right."""

    PAY = "pay", "应发"
    BACK_PAY = "back_pay", "补发"
    RECOVERY = "recovery", "追回"
