"""The lists of 会宁 with their items in the words of the source (domain.md §0.2, SEED0)."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.models import ChecklistItem
from orgs.models import Unit

HAND, FACT = ChecklistItem.DecidedBy.HAND, ChecklistItem.DecidedBy.FACT
REGISTER_LINE = Decimal(90)  # per cent of persons with every important field filled


@dataclass(frozen=True)
class DefaultChecklist:
    """A list as it is given to a county that has none."""

    code: str
    name: str
    levels: tuple
    note: str
    items: tuple
    stars: tuple = ()  # (number of stars, from how many points)


def _hand(name, short_name, criterion, *, evidence=False, points=1):
    return {
        "points": points,
        "name": name,
        "short_name": short_name,
        "decided_by": HAND,
        "criterion": criterion,
        "evidence_needed": evidence,
    }


def _fact(name, short_name, criterion, *, fact, **more):
    return {
        "points": more.get("points", 1),
        "name": name,
        "short_name": short_name,
        "decided_by": FACT,
        "criterion": criterion,
        "fact": fact,
        "threshold": more.get("threshold"),
    }


JIUYOU = DefaultChecklist(
    code="jiuyou",
    name="九有",
    levels=(Unit.Level.TOWNSHIP,),
    note="乡镇（街道）残联“九有”标准。",
    items=(
        _hand("有残联牌子", "残联牌子", "办公场所门口悬挂规范的残联牌子。", evidence=True),
        _fact(
            "有理事长任职书", "理事长任职书", "有现任理事长的任职文件或任职书。", fact="head_with_document"
        ),
        _fact("有专职委员名单", "专职委员名单", "有在岗专职委员，名单与实际相符。", fact="member_in_post"),
        _hand("有办公场所", "办公场所", "有固定的办公场所和必要的办公设备。"),
        _hand("有规章制度", "规章制度", "工作制度齐全并上墙。"),
        _hand("有工作经费", "工作经费", "残联工作经费列入乡镇年度预算并到位。"),
        _hand("有目标任务", "目标任务", "有年度目标任务，并与村（社区）签订责任书。"),
        _hand("有工作档案", "工作档案", "工作档案分类立卷，资料齐全。"),
        _fact(
            "有残疾人各类数据",
            "残疾人数据",
            "残疾人各类数据齐全、准确，与登记一致。",
            fact="register_complete",
            threshold=REGISTER_LINE,
        ),
    ),
)

LIUYOU = DefaultChecklist(
    code="liuyou",
    name="六有",
    levels=(Unit.Level.VILLAGE, Unit.Level.COMMUNITY),
    note="村（社区）残疾人协会“六有”标准。",
    items=(
        _hand("有协会牌子", "协会牌子", "村（社区）办公场所悬挂残疾人协会牌子。", evidence=True),
        _fact("有残疾人专职委员", "专职委员", "有在岗的残疾人专职委员。", fact="member_in_post"),
        _hand("有活动场所", "活动场所", "有可供残疾人使用的活动场所。"),
        _hand("有工作制度", "工作制度", "残协工作制度上墙，专职委员职责明确。"),
        _hand("有档案资料", "档案资料", "残疾人档案和工作记录齐全，按季更新。"),
        _fact(
            "有误工补贴",
            "误工补贴",
            "专职委员上一发放期的误工补贴足额发放。",
            fact="stipend_paid_last_half",
        ),
    ),
)

WUYOU = DefaultChecklist(
    code="wuyou",
    name="五有",
    levels=(Unit.Level.COUNTY,),
    note="县（区）残联“五有”标准。",
    items=(
        _hand("有牌子", "牌子", "办公场所门口悬挂规范的残联牌子。", evidence=True),
        _hand("有章子", "章子", "有残联印章，印章管理有专人、有登记。"),
        _hand("有人员", "人员", "理事长和工作人员配备到位。"),
        _hand("有经费", "经费", "残联工作经费列入县（区）年度预算并到位。"),
        _hand("有工作", "工作", "有年度工作计划、责任分工和总结。"),
    ),
)

# The source names 十有 one by one, but not 五清: the county words those as its own paper does.
SHIYOU = DefaultChecklist(
    code="shiyou",
    name="十有五清一落实",
    levels=(Unit.Level.VILLAGE, Unit.Level.COMMUNITY),
    note="村（社区）残协“十有五清一落实”，按得分评定星级。“五清”的内容、分值和星级标准请按本地文件修改。",
    items=(
        _hand("有牌子", "牌子", "悬挂村（社区）残协牌子。", evidence=True, points=6),
        _fact("有机构", "机构", "残协班子健全，在任期内。", fact="board_in_office", points=6),
        _hand("有制度", "制度", "工作制度上墙。", points=6),
        _hand("有职责", "职责", "残协和专职委员职责明确、上墙。", points=6),
        _hand("有经费", "经费", "工作经费有保障。", points=6),
        _hand("有场所", "场所", "有固定的办公和活动场所。", evidence=True, points=6),
        _hand("有设施", "设施", "有必要的康复、文体和办公设施。", points=6),
        _hand("有活动", "活动", "每季度组织残疾人活动，有记录。", points=6),
        _hand("有档案", "档案", "一人一档，资料齐全，按季更新。", points=6),
        _hand("有总结", "总结", "有半年和年度工作总结。", points=6),
        _hand("政策清", "政策清", "专职委员清楚上级残疾人政策。", points=5),
        _hand("底数清", "底数清", "专职委员清楚本村（社区）残疾人底数。", points=5),
        _hand("需求清", "需求清", "专职委员清楚残疾人的需求。", points=5),
        _hand("服务清", "服务清", "专职委员清楚残疾人得到了哪些服务。", points=5),
        _hand("任务清", "任务清", "专职委员清楚本年度工作任务。", points=5),
        _fact(
            "专职委员待遇落实", "待遇落实", "上一发放期的补贴足额发放。",
            fact="stipend_paid_last_half", points=15,
        ),
    ),
    stars=((5, 95), (4, 85), (3, 75), (2, 65), (1, 60)),
)  # fmt: skip

DEFAULTS = (JIUYOU, LIUYOU)  # every county begins with these
TEMPLATES = {one.code: one for one in (*DEFAULTS, WUYOU, SHIYOU)}
