"""Spreading a target: whatever the numbers, nothing is lost and nobody is treated out of proportion."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.needs.spreading import spread

totals = st.integers(0, 100_000)
places = st.lists(st.integers(0, 50_000), min_size=1, max_size=60)


@given(totals, places)
def test_the_shares_sum_to_the_target(total, weights):
    assert sum(spread(total, weights)) == total


@given(totals, places)
def test_no_share_is_negative(total, weights):
    assert min(spread(total, weights)) >= 0


@given(totals, places.filter(any))
def test_each_share_is_proportional_within_one(total, weights):
    whole = sum(weights)

    off = [abs(share * whole - total * w) for share, w in zip(spread(total, weights), weights, strict=True)]

    assert max(off) < whole


@given(totals, places.filter(any))
def test_a_place_without_weight_gets_nothing(total, weights):
    shares = spread(total, weights)

    assert not [share for share, weight in zip(shares, weights, strict=True) if share and not weight]


@given(totals, places)
def test_who_weighs_more_never_gets_less(total, weights):
    pairs = sorted(zip(weights, spread(total, weights), strict=True))

    assert not [
        (light, heavy) for light, heavy in pairwise(pairs) if light[0] < heavy[0] and light[1] > heavy[1]
    ]


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (10, [0, 0, 0], [4, 3, 3]),
        (3, [5, 3, 2], [1, 1, 1]),
        (0, [5, 3], [0, 0]),
        (7, [], []),
    ],
)
def test_hand_computed_cases(total, weights, shares):
    assert spread(total, weights) == shares
