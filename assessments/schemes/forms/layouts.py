"""Which fields and rows the form of an item shows for each rule type."""

from dataclasses import dataclass

from django import forms

from assessments.schemes.forms.fields import AmountField
from assessments.scoring import EFFECTS, Slot, SlotKind
from assessments.scoring.rates import ASKS
from assessments.scoring.rates import BELOW as RATE_BELOW
from assessments.scoring.targets import BELOW as WEIGHT_BELOW
from assessments.scoring.targets import DIRECTIONS


@dataclass(frozen=True)
class Column:
    """A column of the rows: the param that it fills and how it is typed."""

    name: str
    label: str
    kind: str = "text"  # text | amount | check


@dataclass(frozen=True)
class Rows:
    """Rows of a rule; `binds` is the kind of slot that each of them asks, if facts may answer it."""

    name: str
    noun: str
    columns: tuple
    binds: SlotKind | None = None
    has_keys: bool = True
    help: str = ""


@dataclass(frozen=True)
class Layout:
    """The form of one rule: fields by param name, rows, and the fixed slots that facts may answer."""

    fields: dict
    rows: Rows | None = None
    slots: tuple = ()


def _amount(label, required=True, **options):
    return lambda: AmountField(label, required=required, **options)


def _unit(example):
    return lambda: forms.CharField(label="计量单位", max_length=20, help_text=f"如{example}。")


def _choice(label, choices):
    return lambda: forms.ChoiceField(label=label, choices=list(choices.items()))


NAME = Column("name", "名称")
EACH_UNIT = "各单位不同的留空，勾选“逐单位下达指标”。"
LAYOUTS = {
    "components": Layout(
        {},
        Rows(
            "parts", "分项", (NAME, Column("points", "分值", "amount")), SlotKind.YES_NO,
            help="各分项合计须等于本项分值。",
        ),
    ),
    "per_miss": Layout(
        {
            "unit": _unit("人次、次"),
            "each": _amount("缺 1 次扣几分"),
            "late": _amount("迟报 1 次扣几分", required=False, help_text="迟报不扣分的留空。"),
        },
        slots=(
            Slot("missed", "缺漏次数", SlotKind.COUNT, bad=True),
            Slot("late", "迟报次数", SlotKind.COUNT, bad=True),
        ),
    ),
    "proportional": Layout(
        {
            "unit": _unit("例、人"),
            "target": _amount("任务数", required=False, help_text=EACH_UNIT),
            "over_each": _amount("每超额 1 个加几分", required=False, help_text="超额不加分的留空。"),
            "over_cap": _amount("超额最多加几分", required=False),
        },
        slots=(Slot("done", "完成数", SlotKind.COUNT),),
    ),
    "list_gap": Layout(
        {"each": _amount("少 1 项扣几分")}, Rows("lists", "资料", (NAME,), SlotKind.YES_NO)
    ),
    "incident": Layout(
        {
            "below_zero": lambda: forms.BooleanField(label="可扣至负分", required=False),
            "floor": _amount("最低分", required=False, help_text="可扣至负分的填写，如 -5。"),
        },
        Rows("kinds", "扣分情形", (NAME, Column("each", "每例扣分", "amount")), SlotKind.COUNT),
    ),
    "gate": Layout(
        {},
        Rows(
            "gates", "关口",
            (NAME, Column("deduct", "扣分", "amount"), Column("all", "不得分", "check")),
            help="写成出现的问题，如“未组织调查摸底”。扣分和“不得分”填一样。",
        ),
    ),
    "rate": Layout(
        {
            "line": _amount("达标线（%）"),
            "below": _choice("未达标的", RATE_BELOW),
            "ask": _choice("怎样填报", ASKS),
        },
        Rows(
            "steps", "档",
            (Column("from", "起点（%）", "amount"), Column("points", "得分", "amount")),
            has_keys=False,
            help="只用于“分档得分”；达标线以上得满分，最低一档以下不得分。",
        ),
        slots=(Slot("percent", "比率", SlotKind.PERCENT),),
    ),
    "weight": Layout(
        {
            "unit": _unit("%、元、万人"),
            "direction": _choice("目标方向", DIRECTIONS),
            "target": _amount("目标值", required=False, help_text=EACH_UNIT),
            "below": _choice("未达目标的", WEIGHT_BELOW),
        },
        slots=(Slot("value", "完成值", SlotKind.NUMBER),),
    ),
    "judged": Layout(
        {},
        Rows(
            "levels", "档",
            (NAME, Column("points", "分数", "amount")),
            has_keys=False,
            help="不分档的不填，评分时在 0 至分值之间给分。",
        ),
    ),
    "bonus": Layout(
        {"cap": _amount("本项最多加几分")},
        Rows("kinds", "加分情形", (NAME, Column("each", "每次加分", "amount")), SlotKind.COUNT),
    ),
    "veto": Layout({"effect": _choice("后果", EFFECTS)}, Rows("kinds", "否决情形", (NAME,))),
}  # fmt: skip
