"""Tiers and moves, without a database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assessments.grading.choices import Move, When
from assessments.grading.grades import Standing
from assessments.grading.rules import DEFAULT, GradingRules
from assessments.grading.tiers import Share, matrix_of, moves_of, tiers_by_share

ORDER = DEFAULT.tier_names


def unit(key, total, effect=""):
    return Standing(key, Decimal(total), effect)


class TestTiersByShare:
    def test_a_thousand_villages_are_shared_as_the_source_has_them(self):
        found = tiers_by_share([unit(number, number) for number in range(1000)], DEFAULT.shares)

        counted = [sum(name == tier for name in found.values()) for tier in ORDER]
        assert counted == [124, 245, 447, 128, 56]

    def test_equal_points_give_the_same_tier(self):
        shares = (Share("标兵", Decimal(50)), Share("薄弱", Decimal(50)))

        found = tiers_by_share([unit(1, 90), unit(2, 80), unit(3, 80), unit(4, 70)], shares)

        assert found == {1: "标兵", 2: "标兵", 3: "标兵", 4: "薄弱"}

    def test_a_hard_veto_gives_the_lowest_tier(self):
        assert tiers_by_share([unit(1, 99, "bottom_grade")], DEFAULT.shares) == {1: "薄弱"}

    def test_without_shares_there_are_no_tiers(self):
        assert tiers_by_share([unit(1, 90)], ()) == {}

    @given(st.lists(st.integers(0, 100), max_size=40))
    def test_more_points_never_give_a_lower_tier(self, totals):
        standings = [unit(number, total) for number, total in enumerate(totals)]

        found = tiers_by_share(standings, DEFAULT.shares)

        ordered = sorted(standings, key=lambda one: -one.total)
        places = [ORDER.index(found[one.key]) for one in ordered]
        assert places == sorted(places)


class TestMoves:
    def test_up_down_and_same_are_told_apart_with_how_far(self):
        moves = moves_of(
            {1: "标兵", 2: "薄弱", 3: "达标", 4: "达标"}, {1: "达标", 2: "达标", 3: "达标"}, ORDER
        )

        assert [(moves[key].move, moves[key].words) for key in (1, 2, 3, 4)] == [
            (Move.UP, "上升 2 档"),
            (Move.DOWN, "下降 2 档"),
            (Move.SAME, "持平"),
            (Move.NEW, "上年未划档"),
        ]

    def test_a_tier_of_another_name_last_year_says_nothing(self):
        assert moves_of({1: "标兵"}, {1: "一类"}, ORDER)[1].move == Move.NEW

    def test_the_matrix_counts_every_unit_once(self):
        moves = moves_of({1: "标兵", 2: "薄弱", 3: "达标"}, {1: "达标", 2: "达标"}, ORDER)

        matrix = dict(matrix_of(moves, ORDER))

        assert dict(matrix["达标"]) == {"标兵": 1, "先进": 0, "达标": 0, "偏弱": 0, "薄弱": 1}
        assert sum(number for row in matrix.values() for _, number in row) == 3


class TestRules:
    def test_the_shipped_shares_are_those_of_the_source_and_make_a_whole(self):
        assert sum(share.percent for share in DEFAULT.shares) == 100

    def test_rules_survive_being_kept_as_json(self):
        assert GradingRules.from_json(DEFAULT.as_json()) == DEFAULT

    def test_a_measure_says_for_what_it_is(self):
        assert {one.when: one.words for one in DEFAULT.measures} == {
            When.GRADE: "等次为“优秀”",
            When.ROSE: "比上年上升 2 档及以上",
            When.BOTTOM: "排名末 3 名",
            When.FELL: "比上年下降 2 档及以上",
            When.VETOED: "被一票否决",
        }
