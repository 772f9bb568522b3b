"""Coded values of the applications for benefits (domain.md §6.2; SEED4: 三级评议、审核、审批和公示)."""

from django.db.models import TextChoices

from core.permissions import Permission


class ApplicantKind(TextChoices):
    """Who may apply (国发〔2015〕52号, domain.md §6.2)."""

    PERSON = "person", "本人"
    GUARDIAN = "guardian", "监护人"
    SUPPORTER = "supporter", "赡养、抚养、扶养人"
    VILLAGE = "village", "村（居）委会代办"
    AGENT = "agent", "受托人代办"


class State(TextChoices):
    OPEN = "open", "办理中"
    GRANTED = "granted", "已批准"
    REFUSED = "refused", "不予批准"
    WITHDRAWN = "withdrawn", "已撤回"


STATE_TONES = {State.OPEN: "info", State.GRANTED: "good", State.REFUSED: "bad", State.WITHDRAWN: "none"}


class StepKind(TextChoices):
    """What a step asks for; its name is the county's."""

    ASSESS = "assess", "民主评议"
    REVIEW = "review", "审查"
    CHECK = "check", "入户核查"
    NOTICE = "notice", "公示"
    DECIDE = "decide", "审核定档"
    APPROVE = "approve", "批准"
    DELIVER = "deliver", "告知送达"  # after the end: the paper that says what came of it is handed out


class Level(TextChoices):
    """Whose step it is."""

    VILLAGE = "village", "村（社区）"
    TOWNSHIP = "township", "乡镇（街道）"
    COUNTY = "county", "县（区）"


LEVEL_PERMISSIONS = {
    Level.VILLAGE: Permission.BENEFIT_EDIT,
    Level.TOWNSHIP: Permission.BENEFIT_CHECK,
    Level.COUNTY: Permission.BENEFIT_APPROVE,
}


class Office(TextChoices):
    """Whose word a step is: the county keeps the book for all of them."""

    VILLAGE = "village", "村（居）民委员会"
    TOWNSHIP = "township", "乡镇人民政府（街道办事处）"
    FEDERATION = "federation", "县（区）残联"
    CIVIL = "civil", "县（区）民政局"


class Verdict(TextChoices):
    """What comes of a step."""

    PASS = "pass", "通过，转下一环节"
    RETURN = "return", "退回上一环节"
    REFUSE = "refuse", "不予通过"


class Act(TextChoices):
    """The entries of the timeline."""

    REGISTER = "register", "登记申请"
    EDIT = "edit", "修改登记"
    PASS = "pass", "通过"
    RETURN = "return", "退回"
    REFUSE = "refuse", "不予通过"
    POST = "post", "张榜公示"
    OBJECT = "object", "收到异议"
    SETTLE = "settle", "答复异议"
    GRANT = "grant", "批准发放"
    DELIVER = "deliver", "送达告知书"
    WITHDRAW = "withdraw", "撤回申请"


# Acts in which somebody speaks for a level; nobody may do so for two levels.
SPEAKING = (Act.REGISTER, Act.PASS, Act.RETURN, Act.REFUSE, Act.POST, Act.GRANT)
# Acts that end a step, and so are in time or late.
ENDING = (Act.PASS, Act.RETURN, Act.REFUSE, Act.GRANT)


class DeliveryWay(TextChoices):
    """How the paper with the result reached the applicant (民事诉讼法 art. 88–90)."""

    IN_PERSON = "in_person", "申请人领取"
    BY_ANOTHER = "by_another", "代领"
    MAIL = "mail", "邮寄"
    LEFT = "left", "留置送达"


class Counting(TextChoices):
    """How days are counted."""

    CALENDAR = "calendar", "自然日"
    WORKING = "working", "工作日"
