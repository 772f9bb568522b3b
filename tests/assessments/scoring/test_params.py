"""Params and answers that make no sense are refused in words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import RULES, AnswerRefused, SlotKind, describe, problems_of
from tests.assessments.scoring import tables as t

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("rule", "points", "params"), t.EVERY)
def test_the_real_tables_are_sound(rule, points, params):
    assert problems_of(rule, Decimal(points), params) == []


def _parts(*rows):
    return {"parts": [dict(zip(("key", "name", "points"), row, strict=True)) for row in rows]}


REFUSED = [
    ("wheel", "1", {}, "请选计分办法。"),
    ("judged", "1", [], "计分办法的参数格式不对。"),
    ("judged", "-1", {}, "分值应不小于 0，最多两位小数。"),
    ("judged", "1.005", {}, "分值应不小于 0，最多两位小数。"),
    ("judged", "0", {}, "这种计分办法要有大于 0 的分值。"),
    ("components", "7", t.YINGDE_TOWN, "各分项合计 6 分，与本项分值 7 分不符。"),
    ("components", "6", {}, "至少要有一条分项。"),
    ("components", "6", {"parts": "abc"}, "至少要有一条分项。"),
    ("components", "2", _parts(("a", "甲", "1"), ("a", "乙", "1")), "分项的编号重复：a。"),
    ("components", "2", _parts(("a", "甲", "1"), ("b", "甲", "1")), "分项名称重复：甲。"),
    ("components", "2", _parts(("甲", "甲", "2")), "分项的编号应为小写字母开头的字母、数字。"),
    ("components", "2", _parts(("a", "  ", "2")), "每条分项都要有名称，不超过 200 字。"),
    ("components", "2", _parts(("a", "甲", "-2"), ("b", "乙", "4")), "“甲”的分值应填大于 0 的分数。"),
    ("components", "2", _parts(("a", "甲", "1.999"), ("b", "乙", "0.001")), "“甲”的分值最多两位小数。"),
    ("per_miss", "5", t.MEETINGS | {"each": "-1"}, "每缺一次的扣分应填大于 0 的分数。"),
    ("per_miss", "5", t.MEETINGS | {"each": "0"}, "每缺一次的扣分应填大于 0 的分数。"),
    ("per_miss", "5", t.MEETINGS | {"each": None}, "每缺一次的扣分应填大于 0 的分数。"),
    ("per_miss", "5", t.MEETINGS | {"each": "NaN"}, "每缺一次的扣分应填大于 0 的分数。"),
    ("per_miss", "5", t.MEETINGS | {"each": True}, "每缺一次的扣分应填大于 0 的分数。"),
    ("per_miss", "5", t.MEETINGS | {"each": "6"}, "每缺一次的扣分 6 分，超过本项分值 5 分。"),
    ("per_miss", "5", t.MEETINGS | {"late": "2"}, "迟报扣 2 分，多于缺漏扣的 1 分，请核对。"),
    (
        "per_miss",
        "5",
        t.MEETINGS | {"late": "x"},
        "迟报的扣分应为大于 0、最多两位小数的分数；迟报不扣分的请留空。",
    ),
    ("per_miss", "5", t.MEETINGS | {"unit": ""}, "请填计量单位（如人次、例），不超过 20 字。"),
    (
        "proportional",
        "3",
        t.CATARACTS | {"target": "-3"},
        "任务数应为 0 或正数；各单位任务不同的请留空，在责任书中下达。",
    ),
    (
        "proportional",
        "3",
        t.CATARACTS | {"over": {"each": "2", "cap": "1"}},
        "每超额一个的加分多于加分上限，请核对。",
    ),
    ("proportional", "3", t.CATARACTS | {"over": {"each": "2"}}, "超额加分的上限应填大于 0 的分数。"),
    ("proportional", "3", t.CATARACTS | {"over": 5}, "超额加分的格式不对。"),
    ("list_gap", "3", t.CHILDREN_LISTS | {"each": "4"}, "每少一项的扣分 4 分，超过本项分值 3 分。"),
    ("list_gap", "3", {"lists": [], "each": "1"}, "至少要有一条资料。"),
    ("incident", "0", t.AIDS, "这种计分办法要有大于 0 的分值。"),
    ("incident", "0.5", t.AIDS, "“截留”每例扣分 1 分，超过本项分值 0.5 分。"),
    ("incident", "2", t.BELOW | {"floor": None}, "可扣至负分的，请写明最低分（0 或负数，如 -5）。"),
    ("incident", "2", t.BELOW | {"floor": "1"}, "可扣至负分的，请写明最低分（0 或负数，如 -5）。"),
    ("incident", "2", t.AIDS | {"below_zero": "maybe"}, "请选是否可扣至负分。"),
    (
        "gate",
        "2",
        {"gates": [{"key": "a", "name": "甲", "all": True, "deduct": "1"}]},
        "“甲”扣分与“不得分”只能填一样。",
    ),
    ("gate", "2", {"gates": [{"key": "a", "name": "甲"}]}, "“甲”扣分应填大于 0 的分数。"),
    (
        "gate",
        "2",
        {"gates": [{"key": "a", "name": "甲", "deduct": "3"}]},
        "“甲”扣分 3 分，超过本项分值 2 分。",
    ),
    ("bonus", "5", t.SPORT_BONUS, "加分不占百分制分值，分值应为 0。"),
    ("bonus", "0", t.SPORT_BONUS | {"cap": "0"}, "加分上限应填大于 0 的分数。"),
    ("rate", "2", t.EMPLOYED | {"line": "101"}, "达标线应大于 0、不超过 100（%）。"),
    ("rate", "2", t.EMPLOYED | {"line": "0"}, "达标线应大于 0、不超过 100（%）。"),
    ("rate", "2", t.EMPLOYED | {"below": "half"}, "请选未达标时怎样计分：不得分、按比例或分档。"),
    ("rate", "2", t.EMPLOYED | {"ask": "dice"}, "请选填百分数，或填达标数和总数。"),
    ("rate", "2", t.STEPPED | {"steps": []}, "分档得分要有 1 至 10 档。"),
    (
        "rate",
        "2",
        t.STEPPED | {"steps": [{"from": "95", "points": "1"}]},
        "各档的起点应在 0 至达标线 90% 之间，且低于达标线。",
    ),
    (
        "rate",
        "2",
        t.STEPPED | {"steps": [{"from": "60", "points": "3"}]},
        "各档得分应在 0 至 2 分之间，最多两位小数。",
    ),
    ("rate", "2", t.STEPPED | {"steps": [{"from": "60"}]}, "每一档都要填起点（%）和得分。"),
    (
        "rate",
        "2",
        t.STEPPED | {"steps": [{"from": "60", "points": "1"}, {"from": "60.0", "points": "0.5"}]},
        "有两档的起点相同。",
    ),
    (
        "rate",
        "2",
        t.STEPPED | {"steps": [{"from": "60", "points": "1"}, {"from": "80", "points": "0.5"}]},
        "起点高的一档得分不能比低的一档少。",
    ),
    ("weight", "5", t.ENGEL | {"direction": "="}, "请选目标方向：不低于，或不高于。"),
    (
        "weight",
        "5",
        t.ENGEL | {"target": "-1"},
        "目标值应为 0 或正数；各单位目标不同的请留空，在责任书中下达。",
    ),
    ("weight", "5", t.ENGEL | {"below": "steps"}, "请选未达目标时怎样计分：不得分，或按比例。"),
    ("judged", "6", t.LEVELS, "最高一档应等于本项分值 6 分。"),
    ("judged", "4", t.LEVELS, "各档分数应在 0 至 4 分之间，最多两位小数。"),
    (
        "judged",
        "5",
        {"levels": [{"name": "好", "points": "5"}, {"name": "优", "points": "5"}]},
        "有两档的分数相同。",
    ),
    ("judged", "5", {"levels": [{"name": "", "points": "5"}]}, "每一档都要有名称，最多 10 档。"),
    ("veto", "3", t.MONEY_VETO, "一票否决不占百分制分值，分值应为 0。"),
    (
        "veto",
        "0",
        t.MONEY_VETO | {"effect": "shout"},
        "请选否决的后果：总分计 0 分、直接定为最低等次或取消评优资格。",
    ),
]


@pytest.mark.parametrize(("rule", "points", "params", "problem"), REFUSED)
def test_params_that_make_no_sense_are_refused_in_words(rule, points, params, problem):
    assert problem in problems_of(rule, Decimal(points), params)


JUNK = [
    None,
    True,
    False,
    0,
    -1,
    3,
    1e300,
    float("nan"),
    "",
    " ",
    "甲",
    "a",
    "NaN",
    "1e99",
    "0.5",
    [],
    [1],
    {},
    {"each": 1},
]
JSON = st.sampled_from(JUNK)
NAMES = [
    "parts",
    "each",
    "late",
    "unit",
    "target",
    "over",
    "lists",
    "kinds",
    "below_zero",
    "floor",
    "gates",
    "cap",
]
NAMES += ["line", "below", "steps", "ask", "direction", "levels", "effect"]
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["key", "name", "points", "each", "from", "all"]), JSON), max_size=3
)


@given(
    st.sampled_from(sorted(RULES)),
    st.decimals(-5, 120, places=2),
    st.dictionaries(st.sampled_from(NAMES), JSON | ROWS),
)
def test_no_nonsense_breaks_the_check(rule, points, params):
    problems = problems_of(rule, points, params)

    assert all(isinstance(one, str) and one.endswith("。") for one in problems)


BAD_ANSWERS = [
    ("components", "6", t.YINGDE_TOWN, {"organ": "maybe"}, "“机构健全”请选“是”或“否”。", "organ"),
    (
        "components",
        "6",
        t.YINGDE_TOWN,
        {"moon": True},
        "本项的计分办法已变，没有这一栏，请刷新后再填。",
        "moon",
    ),
    ("per_miss", "5", t.MEETINGS, {"missed": -1}, "“缺（人次）”请填 0 或正整数，不超过 1000000。", "missed"),
    (
        "per_miss",
        "5",
        t.MEETINGS,
        {"missed": "1.5"},
        "“缺（人次）”请填 0 或正整数，不超过 1000000。",
        "missed",
    ),
    (
        "per_miss",
        "5",
        t.MEETINGS,
        {"missed": "1e9"},
        "“缺（人次）”请填 0 或正整数，不超过 1000000。",
        "missed",
    ),
    ("rate", "2", t.EMPLOYED, {"percent": "101"}, "“比率（%）”请填 0 至 100 之间的百分数。", "percent"),
    ("rate", "2", t.GUARDED, {"part": 21, "whole": 20}, "达标数 21 大于总数 20，请核对。", "part"),
    ("weight", "7", t.INCOME, {"value": "许多"}, "“完成值（元）”请填数字，最多六位小数。", "value"),
    ("judged", "5", t.LOOKED_AT, {"points": "6"}, "评分 6 分，超过本项分值 5 分。", "points"),
    ("judged", "5", t.LOOKED_AT, {"points": "1.005"}, "“评分”请填不小于 0 的分数，最多两位小数。", "points"),
    (
        "judged",
        "5",
        t.LEVELS,
        {"points": "3"},
        "评分应为其中一档：好 5 分，较好 4 分，一般 2.5 分。",
        "points",
    ),
]


@pytest.mark.parametrize(("rule", "points", "params", "answers", "reason", "slot"), BAD_ANSWERS)
def test_an_answer_that_is_none_is_refused_at_its_slot(rule, points, params, answers, reason, slot):
    with pytest.raises(AnswerRefused) as refused:
        RULES[rule].clean(params, answers, points=Decimal(points))

    assert (refused.value.reason, refused.value.slot) == (reason, slot)


@pytest.mark.parametrize(
    ("rule", "params", "answers", "clean"),
    [
        (
            "components",
            t.YINGDE_TOWN,
            {"organ": "yes", "place": "否", "tools": ""},
            {"organ": True, "place": False},
        ),
        ("per_miss", t.REPORTS_2021, {"missed": " 2 ", "late": None}, {"missed": 2}),
        ("rate", t.EMPLOYED, {"percent": "90.50%"}, {"percent": "90.5"}),
        ("weight", t.INCOME, {"value": "13700.00"}, {"value": "13700"}),
        ("judged", t.LEVELS, {"points": "2.50"}, {"points": "2.5"}),
    ],
)
def test_answers_are_kept_in_one_form(rule, params, answers, clean):
    assert RULES[rule].clean(params, answers) == clean
    assert RULES[rule].clean(params, clean) == clean


@pytest.mark.parametrize(
    ("rule", "params", "words"),
    [
        (
            "components",
            t.YINGDE_TOWN,
            (
                "机构健全 2 分，有办公场地 1 分，有办公设备 1 分，有专职工作人员 1 人以上 1 分，"
                "残疾人专职委员 1 人以上 1 分。"
            ),
        ),
        ("per_miss", t.MEETINGS, "缺 1 人次扣 1 分，扣完为止。"),
        ("per_miss", t.REPORTS_2011, "缺 1 次扣 0.5 分，迟报 1 次扣 0.2 分，扣完为止。"),
        ("proportional", t.CATARACTS, "按下达任务数算出每例平均分，缺 1 例扣 1 例平均分。"),
        (
            "proportional",
            t.ATHLETES,
            "任务 2 人算出每人平均分，缺 1 人扣 1 人平均分；超额 1 人加 1 分，最多加 3 分。",
        ),
        (
            "list_gap",
            t.CHILDREN_LISTS,
            "残疾少年儿童名册、在读名册、失学或免读名册，少 1 项扣 1 分，扣完为止。",
        ),
        ("incident", t.AIDS, "截留每例扣 1 分，乱发造成不稳定每例扣 1 分，扣完为止。"),
        ("incident", t.BELOW, "截留每例扣 1 分，乱发造成不稳定每例扣 1 分，最低 -3 分。"),
        ("gate", t.CHILDREN_GATE, "未组织调查摸底和筛选的扣 1 分；未填写审批表并未按时报县残联的扣 1 分。"),
        ("gate", t.HOUSES_GATE, "影响上级检查验收的不得分。"),
        ("bonus", t.SPORT_BONUS, "被安排训练每次加 1 分，参加比赛每次加 2 分，最多加 5 分。"),
        ("rate", t.EMPLOYED, "达到 90% 得满分，未达到的不得分。"),
        ("rate", t.STEPPED, "达到 90% 得满分，达到 80% 得 1.2 分，达到 60% 得 0.5 分，再低不得分。"),
        ("weight", t.PENSION, "不低于 80%，得满分；未达到的按比例得分。"),
        ("weight", t.INCOME | {"target": None}, "不低于下达的目标值，得满分；未达到的按比例得分。"),
        ("judged", t.LOOKED_AT, "查阅资料，按质量评分。"),
        ("judged", t.LEVELS, "查阅资料，好 5 分，较好 4 分，一般 2.5 分。"),
        ("veto", t.MONEY_VETO, "截留、挪用资金、重大负面舆情，出现任一情形的，直接定为最低等次。"),
    ],
)
def test_a_rule_is_told_as_the_tables_tell_it(rule, params, words):
    assert describe(rule, params) == words


def test_facts_answer_only_slots_of_their_kind():
    done = RULES["proportional"].slots(t.CATARACTS)[0]
    value = RULES["weight"].slots(t.INCOME)[0]
    fault = RULES["gate"].slots(t.HOUSES_GATE)[0]
    points = RULES["judged"].slots(t.LOOKED_AT)[0]

    assert [kind for kind in SlotKind if done.fits(kind)] == [SlotKind.COUNT]
    assert [kind for kind in SlotKind if value.fits(kind)] == [
        SlotKind.COUNT,
        SlotKind.NUMBER,
        SlotKind.PERCENT,
    ]
    assert [kind for kind in SlotKind if fault.fits(kind) or points.fits(kind)] == []
