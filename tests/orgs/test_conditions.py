from datetime import date
from types import SimpleNamespace

import pytest

from orgs.elections.conditions import findings_about
from orgs.elections.defaults import DEFAULT_PLAN

ON = date(2026, 11, 20)
CLEAN = {item.code: "no" for item in DEFAULT_PLAN.negatives}


def somebody(**facts):
    base = {
        "name": "张民",
        "birth_date": date(1980, 1, 1),
        "education": "senior",
        "answers": CLEAN,
        "relatives": [],
    }
    return SimpleNamespace(**base | facts)


def texts(candidate, **more):
    return [(f.text, f.bars) for f in findings_about(candidate, DEFAULT_PLAN, on=ON, **more)]


CASES = [
    ({}, []),
    ({"birth_date": date(2008, 11, 20)}, []),  # 18 on the day
    ({"birth_date": date(2008, 11, 21)}, [("选举日 17 周岁，未满 18 周岁。", True)]),
    ({"birth_date": date(1966, 11, 20)}, []),  # 60 on the day: not more than 60
    ({"birth_date": date(1965, 11, 21)}, []),  # still 60
    ({"birth_date": date(1965, 11, 20)}, [("选举日 61 周岁，超过 60 周岁。", False)]),
    ({"birth_date": date(2008, 2, 29)}, []),
    ({"education": "college"}, []),
    ({"education": "junior"}, [("文化程度为初中，低于“高中（含中专职高）”。", False)]),
    ({"education": ""}, [("没有填写文化程度。", False)]),
    ({"answers": CLEAN | {"bribery": "yes"}}, [("负面清单：有拉票贿选等不正当参选行为。", True)]),
    ({"answers": {}}, [("负面清单还有 8 项没有核实。", True)]),
    ({"answers": CLEAN | {"land": "maybe"}}, [("负面清单还有 1 项没有核实。", True)]),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "expected"), CASES)
def test_conditions(facts, expected):
    assert texts(somebody(**facts)) == expected


@pytest.mark.parametrize(
    ("relation", "bars", "words"),
    [
        ("spouse", True, "与候选人李花是夫妻，须回避，两人不能同时列为人选。"),
        ("direct", True, "与候选人李花是直系血亲，须回避，两人不能同时列为人选。"),
        ("kin", False, "与候选人李花是三代以内旁系血亲，请联审时考虑回避。"),
        ("inlaw", False, "与候选人李花是近姻亲，请联审时考虑回避。"),
    ],
)
def test_relatives_among_the_candidates(relation, bars, words):
    other = somebody(name="李花")
    mine = somebody(relatives=[{"name": "李花", "relation": relation}])

    assert texts(mine, others=[other]) == [(words, bars)]


def test_a_relation_that_only_the_other_has_named_counts_too():
    other = somebody(name="李花", relatives=[{"name": "张民", "relation": "spouse"}])

    assert texts(somebody(), others=[other]) == [("与候选人李花是夫妻，须回避，两人不能同时列为人选。", True)]


def test_a_relative_who_does_not_stand_is_no_matter():
    mine = somebody(relatives=[{"name": "王五", "relation": "spouse"}])

    assert texts(mine, others=[somebody(name="李花")]) == []


def test_relatives_who_stay_in_the_board():
    mine = somebody(relatives=[{"name": "王五", "relation": "direct"}])

    assert texts(mine, board=[somebody(name="王五")])[0][1] is True


def test_a_member_of_the_election_committee_must_leave_it_first():
    assert texts(somebody(), committee=["张民"]) == [
        ("是选举委员会成员，被提名为候选人的须先退出选举委员会。", True)
    ]


def test_what_bars_comes_first():
    bad = somebody(education="junior", answers=CLEAN | {"gang": "yes"})

    assert [bars for _, bars in texts(bad)] == [True, False]
