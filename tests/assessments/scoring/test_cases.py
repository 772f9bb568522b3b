"""Points computed by hand from the verbatim examples of domain.md §3.1–§3.8."""

from decimal import Decimal

import pytest

from assessments.scoring import RULES
from tests.assessments.scoring import tables as t

pytestmark = pytest.mark.once

ALL_PARTS = {"organ": True, "place": True, "tools": True, "staff": True, "member": True}
ALL_LISTS = {"all": True, "school": True, "out": True}

# rule, points, params, answers, target of the pledge, expected points
EARNED = [
    # 2 + 1 + 1 + 1 + 1 = 6
    ("components", "6", t.YINGDE_TOWN, ALL_PARTS, None, "6.00"),
    # without 办公设备: 6 − 1 = 5
    ("components", "6", t.YINGDE_TOWN, ALL_PARTS | {"tools": False}, None, "5.00"),
    # without 机构健全 and 专职委员: 6 − 2 − 1 = 3
    ("components", "6", t.YINGDE_TOWN, ALL_PARTS | {"organ": False, "member": False}, None, "3.00"),
    # nothing is there
    ("components", "6", t.YINGDE_TOWN, dict.fromkeys(ALL_PARTS, False), None, "0.00"),
    # 机构健全 2 is certain, the rest is not answered
    ("components", "6", t.YINGDE_TOWN, {"organ": True}, None, "2.00"),
    # no meeting missed
    ("per_miss", "5", t.MEETINGS, {"missed": 0}, None, "5.00"),
    # 5 − 2 × 1 = 3
    ("per_miss", "5", t.MEETINGS, {"missed": 2}, None, "3.00"),
    # 5 − 5 × 1 = 0
    ("per_miss", "5", t.MEETINGS, {"missed": 5}, None, "0.00"),
    # 5 − 7 × 1 = −2, the floor is 0
    ("per_miss", "5", t.MEETINGS, {"missed": 7}, None, "0.00"),
    # 5 − 1 × 0.5 − 1 × 0.2 = 4.3
    ("per_miss", "5", t.REPORTS_2011, {"missed": 1, "late": 1}, None, "4.30"),
    # 5 − 0 − 3 × 0.2 = 4.4
    ("per_miss", "5", t.REPORTS_2011, {"missed": 0, "late": 3}, None, "4.40"),
    # 6 − 2 × 1 − 3 × 0.5 = 2.5
    ("per_miss", "6", t.REPORTS_2021, {"missed": 2, "late": 3}, None, "2.50"),
    # 6 − 5 × 1 − 3 × 0.5 = −0.5, the floor is 0
    ("per_miss", "6", t.REPORTS_2021, {"missed": 5, "late": 3}, None, "0.00"),
    # 3 × 10 ÷ 10 = 3
    ("proportional", "3", t.CATARACTS, {"done": 10}, "10", "3.00"),
    # 3 × 7 ÷ 10 = 2.1
    ("proportional", "3", t.CATARACTS, {"done": 7}, "10", "2.10"),
    # 3 × 5 ÷ 7 = 2.142857… → 2.14
    ("proportional", "3", t.CATARACTS, {"done": 5}, "7", "2.14"),
    # 3 × 6 ÷ 7 = 2.571428… → 2.57: the share of one (0.428571…) is not rounded; six times 0.43 would be 2.58
    ("proportional", "3", t.CATARACTS, {"done": 6}, "7", "2.57"),
    # 3 × 1 ÷ 8 = 0.375 → half up 0.38
    ("proportional", "3", t.CATARACTS, {"done": 1}, "8", "0.38"),
    # 3 × 0 ÷ 8 = 0
    ("proportional", "3", t.CATARACTS, {"done": 0}, "8", "0.00"),
    # no task: full points whatever was done
    ("proportional", "3", t.CATARACTS, {"done": 0}, "0", "3.00"),
    # more than the task earns no more without 超额加分
    ("proportional", "3", t.CATARACTS, {"done": 12}, "10", "3.00"),
    # task of the table: 10 × 29 ÷ 30 = 9.6666… → 9.67
    ("proportional", "10", t.TRAINING, {"done": 29}, None, "9.67"),
    # the task of the pledge (40) comes before that of the table (30): 10 × 29 ÷ 40 = 7.25
    ("proportional", "10", t.TRAINING, {"done": 29}, "40", "7.25"),
    # 3 × 1 ÷ 2 = 1.5
    ("proportional", "3", t.ATHLETES, {"done": 1}, None, "1.50"),
    # 3 + (4 − 2) × 1 = 5
    ("proportional", "3", t.ATHLETES, {"done": 4}, None, "5.00"),
    # 3 + (9 − 2) × 1 = 10, at most 3 on top: 6
    ("proportional", "3", t.ATHLETES, {"done": 9}, None, "6.00"),
    # no task: full points, nothing on top
    ("proportional", "3", t.ATHLETES, {"done": 4}, "0", "3.00"),
    # all three lists
    ("list_gap", "3", t.CHILDREN_LISTS, ALL_LISTS, None, "3.00"),
    # 3 − 1
    ("list_gap", "3", t.CHILDREN_LISTS, ALL_LISTS | {"out": False}, None, "2.00"),
    # 3 − 3 × 1
    ("list_gap", "3", t.CHILDREN_LISTS, dict.fromkeys(ALL_LISTS, False), None, "0.00"),
    # 2 points only: 2 − 3 × 1 = −1, the floor is 0
    ("list_gap", "2", t.CHILDREN_LISTS, dict.fromkeys(ALL_LISTS, False), None, "0.00"),
    # nobody complained
    ("incident", "3", t.COMPLAINTS, {"complaint": 0}, None, "3.00"),
    # 3 − 3 × 0.5 = 1.5
    ("incident", "3", t.COMPLAINTS, {"complaint": 3}, None, "1.50"),
    # 3 − 8 × 0.5 = −1, the floor is 0
    ("incident", "3", t.COMPLAINTS, {"complaint": 8}, None, "0.00"),
    # 2 − 1 = 1
    ("incident", "2", t.AIDS, {"kept": 1, "unrest": 0}, None, "1.00"),
    # 2 − 1 − 2 × 1 = −1, the floor is 0
    ("incident", "2", t.AIDS, {"kept": 1, "unrest": 2}, None, "0.00"),
    # the same where the table lets it fall below zero
    ("incident", "2", t.BELOW, {"kept": 1, "unrest": 2}, None, "-1.00"),
    # 2 − 4 − 4 = −6, the floor is −3
    ("incident", "2", t.BELOW, {"kept": 4, "unrest": 4}, None, "-3.00"),
    # no fault
    ("gate", "4", t.CHILDREN_GATE, {"survey": False, "forms": False}, None, "4.00"),
    # 4 − 1
    ("gate", "4", t.CHILDREN_GATE, {"survey": True, "forms": False}, None, "3.00"),
    # 4 − 1 − 1
    ("gate", "4", t.CHILDREN_GATE, {"survey": True, "forms": True}, None, "2.00"),
    # 影响上级检查验收: nothing is left
    ("gate", "2", t.HOUSES_GATE, {"check": True}, None, "0.00"),
    ("gate", "2", t.HOUSES_GATE, {"check": False}, None, "2.00"),
    # 1 × 1 + 1 × 2 = 3
    ("bonus", "0", t.SPORT_BONUS, {"trained": 1, "competed": 1}, None, "3.00"),
    # 2 × 1 + 3 × 2 = 8, the cap is 5
    ("bonus", "0", t.SPORT_BONUS, {"trained": 2, "competed": 3}, None, "5.00"),
    # nothing
    ("bonus", "0", t.SPORT_BONUS, {"trained": 0, "competed": 0}, None, "0.00"),
    # one kind answered: 2 × 2 = 4 is certain
    ("bonus", "0", t.SPORT_BONUS, {"competed": 2}, None, "4.00"),
    # exactly on the line
    ("rate", "2", t.EMPLOYED, {"percent": "90"}, None, "2.00"),
    # below it by a hair: a rate is never rounded up to its line
    ("rate", "2", t.EMPLOYED, {"percent": "89.999"}, None, "0.00"),
    ("rate", "2", t.EMPLOYED, {"percent": "100"}, None, "2.00"),
    # 19 ÷ 20 = 95 %: reached
    ("rate", "2", t.GUARDED, {"part": 19, "whole": 20}, None, "2.00"),
    # 18 ÷ 20 = 90 %: 2 × 90 ÷ 95 = 1.894736… → 1.89
    ("rate", "2", t.GUARDED, {"part": 18, "whole": 20}, None, "1.89"),
    # 0 ÷ 20
    ("rate", "2", t.GUARDED, {"part": 0, "whole": 20}, None, "0.00"),
    # there is no such person in the village
    ("rate", "2", t.GUARDED, {"part": 0, "whole": 0}, None, "2.00"),
    # steps: under 60 nothing, from 60 half a point, from 80 1.2 points, from the line all
    ("rate", "2", t.STEPPED, {"percent": "59.99"}, None, "0.00"),
    ("rate", "2", t.STEPPED, {"percent": "60"}, None, "0.50"),
    ("rate", "2", t.STEPPED, {"percent": "89"}, None, "1.20"),
    ("rate", "2", t.STEPPED, {"percent": "90"}, None, "2.00"),
    # 6 × 72 ÷ 80 = 5.4
    ("weight", "6", t.PENSION, {"value": "72"}, None, "5.40"),
    # reached, and more earns no more
    ("weight", "6", t.PENSION, {"value": "93.5"}, None, "6.00"),
    # 7 × 12000 ÷ 13700 = 6.131386… → 6.13
    ("weight", "7", t.INCOME, {"value": "12000"}, None, "6.13"),
    # a goal of the pledge: 7 × 12000 ÷ 15000 = 5.6
    ("weight", "7", t.INCOME, {"value": "12000"}, "15000", "5.60"),
    # 恩格尔系数 should be low: 40.5 ≤ 42
    ("weight", "5", t.ENGEL, {"value": "40.5"}, None, "5.00"),
    # 5 × 42 ÷ 48 = 4.375 → half up 4.38
    ("weight", "5", t.ENGEL, {"value": "48"}, None, "4.38"),
    # below the target nothing
    ("weight", "4", t.SETS, {"value": "89"}, None, "0.00"),
    ("weight", "4", t.SETS, {"value": "90"}, None, "4.00"),
    # a target of 0 upwards is reached by 0
    ("weight", "4", t.SETS, {"value": "0"}, "0", "4.00"),
    # a value below zero earns nothing, never less
    ("weight", "7", t.INCOME, {"value": "-5"}, None, "0.00"),
    # 查阅资料: what the reviewer gives
    ("judged", "5", t.LOOKED_AT, {"points": "4.25"}, None, "4.25"),
    ("judged", "5", t.LOOKED_AT, {"points": "0"}, None, "0.00"),
    ("judged", "5", t.LEVELS, {"points": "2.5"}, None, "2.50"),
    ("veto", "0", t.MONEY_VETO, {"money": True, "press": False}, None, "0.00"),
]


@pytest.mark.parametrize(("rule", "points", "params", "answers", "target", "expected"), EARNED)
def test_points_are_those_computed_by_hand(rule, points, params, answers, target, expected):
    target = None if target is None else Decimal(target)

    score = RULES[rule].score(Decimal(points), params, answers, target)

    assert (str(score.points), score.full) == (expected, Decimal(points)), score.words


def test_there_are_as_many_cases_as_were_asked_for():
    assert len(EARNED) >= 60
    assert {case[0] for case in EARNED} == set(RULES)


# rule, points, params, answers, unknown, certain today, still open
UNKNOWN = [
    # parts earn one by one: 2 certain, 6 − 2 − 1 = 3 open, 办公场地 (1) lost
    (
        "components",
        "6",
        t.YINGDE_TOWN,
        {"organ": True, "place": False},
        ("tools", "staff", "member"),
        "2",
        "3",
    ),
    ("components", "6", t.YINGDE_TOWN, {}, ("organ", "place", "tools", "staff", "member"), "0", "6"),
    # deductions: nothing is certain before all is said; 6 − 2 × 1 = 4 may still come
    ("per_miss", "6", t.REPORTS_2021, {"missed": 2}, ("late",), "0", "4"),
    ("list_gap", "3", t.CHILDREN_LISTS, {"all": False}, ("school", "out"), "0", "2"),
    ("incident", "2", t.AIDS, {"kept": 0}, ("unrest",), "0", "2"),
    ("gate", "4", t.CHILDREN_GATE, {"survey": None}, ("survey", "forms"), "0", "4"),
    # what was done is not known
    ("proportional", "10", t.TRAINING, {}, ("done",), "0", "10"),
    # what was done is known, the task is not
    ("proportional", "3", t.CATARACTS, {"done": 4}, ("target",), "0", "3"),
    ("rate", "2", t.EMPLOYED, {"percent": ""}, ("percent",), "0", "2"),
    ("rate", "2", t.GUARDED, {"part": 4}, ("whole",), "0", "2"),
    ("weight", "7", t.INCOME | {"target": None}, {"value": "9000"}, ("target",), "0", "7"),
    ("judged", "5", t.LOOKED_AT, {}, ("points",), "0", "5"),
    ("bonus", "0", t.SPORT_BONUS, {"trained": 1}, ("competed",), "1", "0"),
    ("veto", "0", t.MONEY_VETO, {"money": False}, ("press",), "0", "0"),
    # an answer that the rule of today cannot read is not given
    ("per_miss", "5", t.MEETINGS, {"missed": "常常"}, ("missed",), "0", "5"),
]


@pytest.mark.parametrize(("rule", "points", "params", "answers", "unknown", "certain", "still_open"), UNKNOWN)
def test_what_is_not_known_is_neither_zero_nor_full(
    rule, points, params, answers, unknown, certain, still_open
):
    score = RULES[rule].score(Decimal(points), params, answers)

    assert score.unknown == unknown
    assert not score.is_known
    assert (score.points, score.open_points) == (Decimal(certain), Decimal(still_open))


def test_zero_is_an_answer():
    score = RULES["proportional"].score(Decimal(10), t.TRAINING, {"done": 0})

    assert (score.points, score.is_known) == (Decimal(0), True)


# rule, points, params, answers, words of the gaps with their costs
GAPS = [
    ("components", "6", t.YINGDE_TOWN, ALL_PARTS | {"organ": False}, [("未做到“机构健全”，不得 2 分", "2")]),
    (
        "per_miss",
        "6",
        t.REPORTS_2021,
        {"missed": 2, "late": 3},
        [("缺 2 次，扣 2 分", "2"), ("迟 3 次，扣 1.5 分", "1.5")],
    ),
    ("per_miss", "5", t.MEETINGS, {"missed": 2}, [("缺 2 人次，扣 2 分", "2")]),
    ("proportional", "3", t.CATARACTS | {"target": "10"}, {"done": 7}, [("差 3 例，扣 0.9 分", "0.9")]),
    ("list_gap", "3", t.CHILDREN_LISTS, ALL_LISTS | {"out": False}, [("缺失学或免读名册，扣 1 分", "1")]),
    ("incident", "2", t.AIDS, {"kept": 2, "unrest": 0}, [("截留 2 例，扣 2 分", "2")]),
    (
        "gate",
        "4",
        t.CHILDREN_GATE,
        {"survey": True, "forms": False},
        [("未组织调查摸底和筛选，扣 1 分", "1")],
    ),
    ("gate", "2", t.HOUSES_GATE, {"check": True}, [("影响上级检查验收，不得分", "2")]),
    ("rate", "2", t.EMPLOYED, {"percent": "80"}, [("未达到 90%，少得 2 分", "2")]),
    ("weight", "6", t.PENSION, {"value": "72"}, [("未达目标，少得 0.6 分", "0.6")]),
    ("judged", "5", t.LOOKED_AT, {"points": "4.5"}, [("评审少得 0.5 分", "0.5")]),
    ("bonus", "0", t.SPORT_BONUS, {"trained": 0, "competed": 0}, []),
]


@pytest.mark.parametrize(("rule", "points", "params", "answers", "gaps"), GAPS)
def test_every_gap_says_what_it_costs(rule, points, params, answers, gaps):
    score = RULES[rule].score(Decimal(points), params, answers)

    assert [(gap.words, gap.points) for gap in score.gaps] == [(words, Decimal(cost)) for words, cost in gaps]


# rule, points, params, answers, words
WORDS = [
    ("components", "6", t.YINGDE_TOWN, ALL_PARTS, "做到 5 项，共 5 项，得 6 分。"),
    ("per_miss", "5", t.MEETINGS, {"missed": 0}, "未发现扣分情形，得 5 分。"),
    ("per_miss", "6", t.REPORTS_2021, {"missed": 2}, "缺 2 次，扣 2 分；尚未填全，暂不计分。"),
    (
        "proportional",
        "3",
        t.CATARACTS | {"target": "7"},
        {"done": 6},
        "任务 7 例，完成 6 例，差 1 例，扣 0.43 分，得 2.57 分。",
    ),
    ("proportional", "3", t.ATHLETES, {"done": 4}, "任务 2 人，完成 4 人，超额加 2 分，得 5 分。"),
    ("proportional", "3", t.CATARACTS | {"target": "0"}, {}, "没有任务，按满分计 3 分。"),
    ("proportional", "3", t.CATARACTS, {"done": 4}, "没有下达任务数，暂不计分。"),
    ("rate", "2", t.GUARDED, {"part": 18, "whole": 20}, "达标率 90%，目标 95%，按比例得分，得 1.89 分。"),
    ("weight", "5", t.ENGEL, {"value": "48"}, "完成 48 %，目标不高于 42 %，按比例得分，得 4.38 分。"),
    ("judged", "5", t.LEVELS, {"points": "4"}, "评为“较好”，得 4 分。"),
    (
        "bonus",
        "0",
        t.SPORT_BONUS,
        {"trained": 2, "competed": 3},
        "被安排训练 2 次，加 2 分；参加比赛 3 次，加 6 分，计 5 分。",
    ),
    ("veto", "0", t.MONEY_VETO, {"money": True}, "出现截留、挪用资金，直接定为最低等次。"),
]


@pytest.mark.parametrize(("rule", "points", "params", "answers", "words"), WORDS)
def test_a_score_says_how_it_came_about(rule, points, params, answers, words):
    assert RULES[rule].score(Decimal(points), params, answers).words == words
