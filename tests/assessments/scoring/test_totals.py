"""Totals: rounded items added up, bonus up to its cap, vetoes."""

from decimal import Decimal

import pytest

from assessments.scoring import RULES, Score, strongest, to_points, total_of
from tests.assessments.scoring import tables as t

pytestmark = pytest.mark.once


def scored(rule, points, params, answers):
    return RULES[rule].score(Decimal(points), params, answers)


@pytest.mark.parametrize(
    ("value", "points"),
    [
        ("0.375", "0.38"),
        ("0.385", "0.39"),
        ("0.3749999", "0.37"),
        ("2.005", "2.01"),
        ("-0.125", "-0.13"),
        ("7", "7.00"),
    ],
)
def test_points_are_rounded_half_up_at_two_decimals(value, points):
    assert str(to_points(Decimal(value))) == points


def test_a_total_adds_up_rounded_items():
    # 3 × 5 ÷ 7 = 2.142857… → 2.14, three times: 6.42; rounding only the sum (6.428571…) would say 6.43
    items = [scored("proportional", "3", t.CATARACTS | {"target": "7"}, {"done": 5})] * 3

    total = total_of(items, Decimal(9))

    assert (total.total, total.base, total.full) == (Decimal("6.42"), Decimal("6.42"), Decimal(9))


def test_bonuses_and_what_is_above_an_item_share_one_cap():
    # 3 of the item, 2 above it, 4 of the bonus: 6 on top, at most 5
    over = scored("proportional", "3", t.ATHLETES, {"done": 4})
    bonus = scored("bonus", "0", t.SPORT_BONUS, {"trained": 0, "competed": 2})

    total = total_of([over, bonus], Decimal(3), Decimal(5))

    assert (total.base, total.bonus_earned, total.bonus, total.total) == (3, 6, 5, 8)


def test_without_a_cap_no_bonus_counts():
    bonus = scored("bonus", "0", t.SPORT_BONUS, {"trained": 1, "competed": 1})

    assert total_of([bonus], Decimal(100)).total == 0


def test_an_item_below_zero_takes_from_the_total():
    # 5 − 1 = 4
    items = [
        scored("per_miss", "5", t.MEETINGS, {"missed": 0}),
        scored("incident", "2", t.BELOW, {"kept": 1, "unrest": 2}),
    ]

    assert total_of(items, Decimal(7)).total == 4


@pytest.mark.parametrize(("effect", "total"), [("zero", 0), ("bottom_grade", 5), ("no_excellent", 5)])
def test_a_veto_is_told_and_only_its_strongest_kind_takes_the_points(effect, total):
    items = [
        scored("per_miss", "5", t.MEETINGS, {"missed": 0}),
        scored("veto", "0", t.MONEY_VETO | {"effect": effect}, {"money": True, "press": False}),
    ]

    found = total_of(items, Decimal(5))

    assert (found.total, found.base, found.effect, found.vetoed) == (total, 5, effect, True)


def test_the_strongest_of_several_vetoes_counts():
    assert strongest(["no_excellent", "zero", "bottom_grade"]) == "zero"
    assert strongest(["", "no_excellent"]) == "no_excellent"
    assert strongest([]) == ""


def test_what_is_open_is_told_beside_the_total():
    items = [
        scored("per_miss", "6", t.REPORTS_2021, {"missed": 2}),  # 0 certain, 4 open
        scored("components", "6", t.YINGDE_TOWN, {"organ": True, "place": False}),  # 2 certain, 3 open
        Score(Decimal("1.50"), Decimal("2.00")),
    ]

    total = total_of(items, Decimal(14))

    assert (total.total, total.open) == (Decimal("3.50"), 7)
