"""Spreading totals, without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.pledges.spreading import grown, spread

WEIGHTS = st.dictionaries(st.integers(), st.integers(0, 5000), min_size=1, max_size=40)


class TestSpread:
    def test_what_cannot_be_shared_goes_to_the_largest_remainders(self):
        # 100 × 41/90 = 45.56, 100 × 31/90 = 34.44, 100 × 18/90 = 20
        assert spread(100, {"会师镇": 41, "白草塬镇": 31, "新添堡乡": 18}) == {
            "会师镇": 46,
            "白草塬镇": 34,
            "新添堡乡": 20,
        }

    def test_equal_remainders_go_to_whoever_comes_first(self):
        assert spread(5, {"a": 1, "b": 1, "c": 1}) == {"a": 2, "b": 2, "c": 1}

    def test_without_any_weight_all_weigh_the_same(self):
        assert spread(3, {"a": 0, "b": 0}) == {"a": 2, "b": 1}

    def test_a_total_of_nothing_is_nothing_for_each(self):
        assert spread(0, {"a": 3, "b": 1}) == {"a": 0, "b": 0}

    def test_nobody_gets_nothing(self):
        assert spread(7, {}) == {}

    @given(st.integers(0, 100_000), WEIGHTS)
    def test_the_parts_add_up_exactly(self, total, weights):
        assert sum(spread(total, weights).values()) == total

    @given(st.integers(0, 100_000), WEIGHTS.filter(lambda weights: any(weights.values())))
    def test_nobody_is_a_whole_one_away_from_its_exact_share(self, total, weights):
        parts, whole = spread(total, weights), sum(weights.values())

        assert all(abs(parts[key] * whole - total * weight) < whole for key, weight in weights.items())

    @given(st.integers(0, 100_000), WEIGHTS)
    def test_more_weight_never_gives_less(self, total, weights):
        parts = spread(total, weights)

        ordered = sorted(weights, key=lambda key: (weights[key], parts[key]))
        assert [parts[key] for key in ordered] == sorted(parts.values())

    @given(st.integers(0, 1000), WEIGHTS)
    def test_without_weight_there_is_no_part_while_others_have_some(self, total, weights):
        parts = spread(total, weights)

        assert not any(weights.values()) or all(parts[key] == 0 for key in weights if weights[key] == 0)


class TestGrown:
    @pytest.mark.parametrize(
        ("done", "percent", "target"), [(100, 5, 105), (101, 5, 107), (0, 20, 0), (40, 0, 40), (40, -10, 36)]
    )
    def test_last_year_and_some_per_cent_more_is_rounded_up(self, done, percent, target):
        assert grown(done, Decimal(percent)) == target
