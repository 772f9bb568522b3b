"""Words of the appraisal of people (domain.md §3.7, §3.9, §4.3; SEED2 for 双述双评联考)."""

from django.db.models import TextChoices

from staff.choices import PostType


class Level(TextChoices):
    """The level of post by which the rules of an appraisal differ."""

    TOWNSHIP = "township", "乡镇（街道）"
    GRASSROOTS = "grassroots", "村（社区）"

    @classmethod
    def of(cls, post_type):
        """Return the level of a post by its type."""
        return cls.TOWNSHIP if post_type == PostType.TOWNSHIP_MEMBER else cls.GRASSROOTS


class Side(TextChoices):
    """To whom somebody reports, and who then votes."""

    ABOVE = "above", "上级"
    BELOW = "below", "群众"


AUDIENCE = {
    (Level.TOWNSHIP, Side.ABOVE): "县（区）残联",
    (Level.TOWNSHIP, Side.BELOW): "村（社区）和残疾人代表",
    (Level.GRASSROOTS, Side.ABOVE): "乡镇（街道）班子",
    (Level.GRASSROOTS, Side.BELOW): "村民（居民）和残疾人代表",
}


class Grade(TextChoices):
    """The four grades (domain.md §3.9: 海口 2015)."""

    EXCELLENT = "excellent", "优秀"
    COMPETENT = "competent", "称职"
    BASIC = "basic", "基本称职"
    INCOMPETENT = "incompetent", "不称职"


GRADE_TONES = {
    Grade.EXCELLENT: "good",
    Grade.COMPETENT: "info",
    Grade.BASIC: "warn",
    Grade.INCOMPETENT: "bad",
}


class Way(TextChoices):
    """How a ballot is held."""

    PAPER = "paper", "纸质测评票"
    PHONE = "phone", "手机不记名测评"


class State(TextChoices):
    """How far the appraisal year of a county is."""

    RUNNING = "running", "考核中"
    NOTICE = "notice", "公示中"
    FINAL = "final", "已定"


STATE_TONES = {State.RUNNING: "info", State.NOTICE: "warn", State.FINAL: "good"}


class Pool(TextChoices):
    """Within what the quota of 优秀 is counted."""

    COUNTY = "county", "全县同级岗位合并计算"
    TOWNSHIP = "township", "村（社区）岗位按乡镇分别计算"


class QuotaRounding(TextChoices):
    """What becomes of a fraction of a place."""

    DOWN = "down", "舍去小数"
    HALF_UP = "half_up", "四舍五入"
    UP = "up", "有小数进一"


class Ties(TextChoices):
    """What becomes of those with the same points where the places run out."""

    DAILY = "daily", "日常考核分高者优先，仍相同的由县残联决定"
    NONE = "none", "同分的都不评优秀"
    ALL = "all", "同分的都评优秀"


class Rhythm(TextChoices):
    """How often daily points are given."""

    MONTH = "month", "按月"
    QUARTER = "quarter", "按季"
    HALF = "half", "按半年"


PERIODS_A_YEAR = {Rhythm.MONTH: 12, Rhythm.QUARTER: 4, Rhythm.HALF: 2}


class Act(TextChoices):
    """What a result leads to (domain.md §4.3); proposed, and carried out by a person."""

    REWARD = "reward", "奖励"
    RENEW = "renew", "续聘"
    MEND = "mend", "谈话并限期整改"
    NOT_RENEW = "not_renew", "不予续聘"
    DISMISS = "dismiss", "解聘"


class ActState(TextChoices):
    """What became of a proposal."""

    PROPOSED = "proposed", "待办理"
    DONE = "done", "已办理"
    DROPPED = "dropped", "不办理"


ACT_TONES = {ActState.PROPOSED: "warn", ActState.DONE: "good", ActState.DROPPED: "none"}


class NoticeKind(TextChoices):
    """What a public notice is about."""

    RESULTS = "results", "考核结果公示"
    HONOURS = "honours", "优秀专职委员公示"


class HonourState(TextChoices):
    """How far the selection of 优秀专职委员 is."""

    OPEN = "open", "评选中"
    NOTICE = "notice", "公示中"
    DONE = "done", "已表彰"


class Standing(TextChoices):
    """What became of somebody chosen for 优秀专职委员."""

    CHOSEN = "chosen", "拟表彰"
    HONOURED = "honoured", "已表彰"
    DROPPED = "dropped", "取消"


class Criterion(TextChoices):
    """What 优秀专职委员 are measured by."""

    GRADE = "grade", "年度考核等次"
    YEARS = "years", "任职年限"
    INCIDENT = "incident", "没有谈话或整改"
    DIARY = "diary", "工作记录完整"
    TRAINED = "trained", "培训合格次数"
