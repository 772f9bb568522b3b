"""Coded values of the benefits (domain.md §6; SEED4)."""

from django.db.models import TextChoices


class Circumstances(TextChoices):
    """What decides on a benefit besides the certificate; kept with its dates."""

    DIBAO = "dibao", "低保"
    TEKUN = "tekun", "特困供养"
    LOW_INCOME = "low_income", "低收入（低保边缘）"
    INSTITUTION = "institution", "机构托养"
    PRISON = "prison", "服刑"
    INJURY = "injury", "领取工伤护理费"
    FROZEN = "frozen", "残疾人证冻结"
    CANCELLED = "cancelled", "残疾人证注销"


# What the register itself says; the others are noted by hand.
FROM_REGISTER = (
    Circumstances.DIBAO,
    Circumstances.TEKUN,
    Circumstances.FROZEN,
    Circumstances.CANCELLED,
)


class GrantState(TextChoices):
    """How a grant stands."""

    RUNNING = "running", "享受中"
    CHANGED = "changed", "已变更"
    ENDED = "ended", "已停发"


GRANT_TONES = {GrantState.RUNNING: "good", GrantState.CHANGED: "none", GrantState.ENDED: "none"}


class GrantAct(TextChoices):
    """What was done about a grant; each leaves an entry in its history."""

    START = "start", "核定"
    CHANGE = "change", "变更"
    END = "end", "停发"
    RECHECK = "recheck", "年度复核"


class RuleCode(TextChoices):
    """The rules of dynamic management that code follows; their values are dated data."""

    DEATH = "death", "死亡"
    MOVED_OUT = "moved_out", "户籍迁出"
    GONE = "gone", "其他原因退出"
    EXPIRY = "expiry", "残疾人证过期"
    FROZEN = "frozen", "残疾人证冻结"
    CANCELLED = "cancelled", "残疾人证注销"
    PRISON = "prison", "服刑"
    GRADE = "grade", "类别等级变化"
    LEFT = "left", "退出低保、低收入"
    JOINED = "joined", "纳入特困、领取工伤护理费"
    HIGHER = "higher", "择高享受"
    BEFORE_APPLYING = "before_applying", "未申请的按符合条件之月计算"


class Fault(TextChoices):
    """What a month's difference is called, in the words of the field (SEED4)."""

    WRONG = "wrong", "错保"
    INHERITED = "inherited", "继承保"
    BY_AGE = "by_age", "年龄保"
    OVERPAID = "overpaid", "多发"
    OMITTED = "omitted", "漏保"
    UNDERPAID = "underpaid", "少发"


OVER_FAULTS = (Fault.WRONG, Fault.INHERITED, Fault.BY_AGE, Fault.OVERPAID)
MISSED_FAULTS = (Fault.OMITTED, Fault.UNDERPAID)
FAULT_TONES = {
    Fault.WRONG: "bad",
    Fault.INHERITED: "bad",
    Fault.BY_AGE: "bad",
    Fault.OVERPAID: "warn",
    Fault.OMITTED: "warn",
    Fault.UNDERPAID: "warn",
}


class CaseState(TextChoices):
    """How far a finding of the sentinel is."""

    OPEN = "open", "待处理"
    SENT = "sent", "待村核实"
    EXPLAINED = "explained", "待乡镇复核"
    CHECKED = "checked", "待县办结"
    SETTLED = "settled", "已追回或补发"
    CLOSED = "closed", "已办结，无须追补"
    GONE = "gone", "复查已消除"


UNFINISHED = (CaseState.OPEN, CaseState.SENT, CaseState.EXPLAINED, CaseState.CHECKED)
CASE_TONES = {
    CaseState.OPEN: "bad",
    CaseState.SENT: "warn",
    CaseState.EXPLAINED: "info",
    CaseState.CHECKED: "info",
    CaseState.SETTLED: "good",
    CaseState.CLOSED: "none",
    CaseState.GONE: "none",
}


class CaseAct(TextChoices):
    """What was done about a finding."""

    SEND = "send", "交村核实"
    ANSWER = "answer", "村（社区）说明"
    CHECK = "check", "乡镇复核"
    RETURN = "return", "退回重新核实"
    SETTLE = "settle", "追回或补发"
    CLOSE = "close", "办结"


class PayeeState(TextChoices):
    """What has become of a payee whom the register did not know."""

    OPEN = "open", "待处理"
    REGISTERED = "registered", "已登记"
    MISTYPED = "mistyped", "号码有误，已对上"
    ELSEWHERE = "elsewhere", "外地户籍"


PAYEE_TONES = {
    PayeeState.OPEN: "warn",
    PayeeState.REGISTERED: "good",
    PayeeState.MISTYPED: "good",
    PayeeState.ELSEWHERE: "none",
}
