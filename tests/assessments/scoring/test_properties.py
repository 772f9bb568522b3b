"""What holds for every rule, whatever is answered."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import RULES, SlotKind, total_of
from tests.assessments.scoring import tables as t

pytestmark = pytest.mark.once

ITEMS = st.sampled_from(t.EVERY)
ANSWERS = {
    SlotKind.YES_NO: st.booleans(),
    SlotKind.COUNT: st.integers(0, 40),
    SlotKind.NUMBER: st.decimals(-100, 20_000, places=2).map(str),
    SlotKind.PERCENT: st.decimals(0, 100, places=3).map(str),
    SlotKind.POINTS: st.decimals(0, 5, places=2).map(str),
}


def answers_to(params, rule, may_miss=True):
    given_or_not = (lambda one: st.none() | one) if may_miss else (lambda one: one)
    slots = RULES[rule].slots(params)
    return st.fixed_dictionaries({slot.key: given_or_not(ANSWERS[slot.kind]) for slot in slots})


@st.composite
def answered(draw, may_miss=True):
    """An item of a real table and answers to it."""
    rule, points, params = draw(ITEMS)
    return rule, Decimal(points), params, draw(answers_to(params, rule, may_miss))


def most(points, params):
    """Return the most that an item may earn by its own words."""
    over = params.get("over") or {}
    return points + Decimal(over.get("cap", 0)) + Decimal(params.get("cap", 0))


def least(params):
    return Decimal(params["floor"]) if params.get("below_zero") else Decimal(0)


@given(answered())
def test_points_stay_between_what_the_rule_allows(item):
    rule, points, params, answers = item

    score = RULES[rule].score(points, params, answers)

    assert least(params) <= score.points <= most(points, params)
    assert score.points == score.points.quantize(Decimal("0.01"))


@given(answered(), st.randoms(use_true_random=False))
def test_the_order_of_answers_and_of_parts_does_not_matter(item, shuffled: random.Random):
    rule, points, params, answers = item
    turned = list(answers.items())
    shuffled.shuffle(turned)
    rows = {
        key: shuffled.sample(value, len(value)) for key, value in params.items() if isinstance(value, list)
    }

    score = RULES[rule].score(points, params, answers)
    again = RULES[rule].score(points, params | rows, dict(turned))

    assert (score.points, set(score.unknown), set(score.gaps)) == (
        again.points,
        set(again.unknown),
        set(again.gaps),
    )


@given(answered())
def test_recomputing_from_what_is_kept_says_the_same(item):
    rule, points, params, answers = item
    levels = [Decimal(row["points"]) for row in params.get("levels", [])]
    if levels and answers["points"] is not None:
        answers = {"points": str(min(levels, key=lambda one: abs(one - Decimal(answers["points"]))))}
    if answers.get("part") is not None and answers.get("whole") is not None:
        answers = {"part": min(answers.values()), "whole": max(answers.values())}

    kept = RULES[rule].clean(params, answers, points=points)

    assert RULES[rule].score(points, params, kept) == RULES[rule].score(points, params, answers)
    assert RULES[rule].clean(params, kept, points=points) == kept


def better(slot, value):
    """Return a better answer to a slot than the value."""
    if slot.kind is SlotKind.YES_NO:
        return not slot.bad
    step = -1 if slot.bad else 1
    if slot.kind is SlotKind.COUNT:
        return max(0, value + step)
    limit = {SlotKind.PERCENT: Decimal(100), SlotKind.POINTS: Decimal(5)}.get(slot.kind, Decimal(10) ** 6)
    return str(min(limit, Decimal(value) + step))


@given(answered(may_miss=False), st.data())
def test_a_better_answer_never_earns_less(item, data):
    rule, points, params, answers = item
    slots = [slot for slot in RULES[rule].slots(params) if slot.key != "whole"]
    slot = data.draw(st.sampled_from(slots))
    if slot.key == "part" and answers["whole"] == 0:
        return

    before = RULES[rule].score(points, params, answers)
    after = RULES[rule].score(points, params, answers | {slot.key: better(slot, answers[slot.key])})

    assert after.points >= before.points
    assert not (after.vetoed and not before.vetoed)


@given(answered())
def test_unknown_is_not_zero(item):
    rule, points, params, answers = item
    missing = {key for key, value in answers.items() if value is None}
    has_no_task = params.get("target") is not None and Decimal(params["target"]) == 0

    score = RULES[rule].score(points, params, answers)

    assert set(score.unknown) == (set() if has_no_task else missing)
    assert score.open_points >= 0
    assert score.is_known or score.points + score.open_points <= most(points, params)


@given(st.lists(answered(), max_size=12), st.decimals(0, 10, places=2))
def test_a_total_never_exceeds_what_the_table_gives(items, cap):
    scores = [RULES[rule].score(points, params, answers) for rule, points, params, answers in items]
    full = sum((points for _rule, points, _params, _answers in items), Decimal(0))
    lowest = sum((least(params) for _rule, _points, params, _answers in items), Decimal(0))

    total = total_of(scores, full, cap)

    assert total.bonus <= cap
    assert lowest <= total.total <= full + cap
    assert total_of(reversed(scores), full, cap) == total
