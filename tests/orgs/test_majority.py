"""Hand-computed cases of the rules of majority; each says who is elected and what has to follow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.elections.defaults import DEFAULT_PLAN
from orgs.elections.majority import Count, Race, decide, is_valid, problems_of, quorum_words
from orgs.elections.plan import Share, must_be_sound

HALF_OR_MORE = Share(1, 2, False, "issued")  # 二分之一以上
FOUR_FIFTHS = Share(4, 5, False, "issued")  # 五分之四以上
MORE_THAN_HALF = Share(1, 2, True, "issued")  # 超过半数
THIRD = Share(1, 3, False, "recovered")  # 不少于三分之一


def count(issued, recovered=None, valid=None, *, electors=100):
    recovered = issued if recovered is None else recovered
    valid = recovered if valid is None else valid
    return Count(electors, issued, recovered, valid, recovered - valid)


# quorum, electors, issued, whether the vote is valid
QUORUMS = [
    (HALF_OR_MORE, 100, 50, True),  # 以上 counts the half itself (民法典 art. 1259)
    (HALF_OR_MORE, 100, 49, False),
    (HALF_OR_MORE, 101, 50, False),  # half of 101 is 50.5
    (HALF_OR_MORE, 101, 51, True),
    (FOUR_FIFTHS, 50, 40, True),
    (FOUR_FIFTHS, 50, 39, False),
    (FOUR_FIFTHS, 33, 26, False),  # four fifths of 33 are 26.4
    (FOUR_FIFTHS, 33, 27, True),
    (MORE_THAN_HALF, 100, 50, False),
    (MORE_THAN_HALF, 100, 51, True),
]


@pytest.mark.parametrize(("quorum", "electors", "issued", "valid"), QUORUMS)
def test_a_vote_is_valid_if_enough_take_part(quorum, electors, issued, valid):
    one = count(issued, electors=electors)

    assert is_valid(one, quorum) is valid
    assert ("选举有效" in quorum_words(one, quorum)) is valid
    assert quorum.least(electors) == next(n for n in range(electors + 1) if quorum.is_met(n, electors))


# seats, kind, share, issued, recovered, votes, elected, seats left, what follows, who stands then
RACES = [
    # first votes: more than half of those who took a ballot
    (1, "first", MORE_THAN_HALF, 80, 80, {"a": 41, "b": 39}, "a", 0, "", ""),
    (1, "first", MORE_THAN_HALF, 80, 80, {"a": 40, "b": 40}, "", 1, "rerun", "ab"),  # 40 is not more than 40
    (1, "first", MORE_THAN_HALF, 81, 81, {"a": 41, "b": 40}, "a", 0, "", ""),  # half of 81 is 40.5
    (1, "first", MORE_THAN_HALF, 80, 70, {"a": 40, "b": 30}, "", 1, "rerun", "ab"),  # of 80, not of 70
    (1, "first", MORE_THAN_HALF, 80, 80, {"a": 35, "b": 25, "c": 20}, "", 1, "rerun", "ab"),
    (1, "first", MORE_THAN_HALF, 80, 80, {"a": 35, "b": 22, "c": 22}, "", 1, "rerun", "abc"),
    (2, "first", MORE_THAN_HALF, 80, 80, {"a": 70, "b": 50, "c": 40}, "ab", 0, "", ""),
    (2, "first", MORE_THAN_HALF, 80, 80, {"a": 70, "b": 40, "c": 38}, "a", 1, "rerun", "bc"),
    (
        2,
        "first",
        MORE_THAN_HALF,
        80,
        80,
        {"a": 60, "b": 50, "c": 45},
        "ab",
        0,
        "",
        "",
    ),  # c passes, too few seats
    (2, "first", MORE_THAN_HALF, 80, 80, {"a": 60, "b": 50, "c": 50}, "a", 1, "tie", "bc"),
    (1, "first", MORE_THAN_HALF, 80, 80, {"a": 50, "b": 50}, "", 1, "tie", "ab"),  # several may be ticked
    (3, "first", MORE_THAN_HALF, 80, 80, {"a": 55, "b": 55, "c": 55, "d": 55}, "", 3, "tie", "abcd"),
    (3, "first", MORE_THAN_HALF, 80, 80, {"a": 70, "b": 55, "c": 55, "d": 55}, "a", 2, "tie", "bcd"),
    (1, "first", MORE_THAN_HALF, 80, 80, {"a": 0, "b": 0}, "", 1, "rerun", "ab"),
    (1, "first", MORE_THAN_HALF, 80, 80, {"a": 60}, "a", 0, "", ""),  # one candidate alone
    # 另行选举: most votes win, but not fewer than a third of the ballots cast
    (1, "rerun", THIRD, 90, 90, {"a": 30, "b": 29}, "a", 0, "", ""),
    (1, "rerun", THIRD, 90, 90, {"a": 29, "b": 28}, "", 1, "rerun", "ab"),
    (1, "rerun", THIRD, 90, 88, {"a": 30, "b": 20}, "a", 0, "", ""),  # a third of 88 is 29.33
    (1, "rerun", THIRD, 90, 90, {"a": 35, "b": 35}, "", 1, "tie", "ab"),
    (2, "rerun", THIRD, 90, 90, {"a": 40, "b": 35, "c": 34}, "ab", 0, "", ""),
    # 再次投票 between equals: most votes win
    (1, "tie", MORE_THAN_HALF, 80, 80, {"b": 38, "c": 36}, "b", 0, "", ""),
    (1, "tie", MORE_THAN_HALF, 80, 80, {"b": 37, "c": 37}, "", 1, "tie", "bc"),
    (2, "tie", MORE_THAN_HALF, 80, 80, {"b": 30, "c": 20, "d": 10}, "bc", 0, "", ""),
    # other bases that a county may set
    (1, "first", Share(1, 2, True, "recovered"), 80, 70, {"a": 36, "b": 34}, "a", 0, "", ""),
    (1, "first", Share(1, 2, True, "valid"), 80, 70, {"a": 35, "b": 35}, "", 1, "rerun", "ab"),
    (1, "first", Share(2, 3, False, "recovered"), 80, 75, {"a": 50, "b": 25}, "a", 0, "", ""),
    (1, "first", Share(2, 3, False, "recovered"), 80, 76, {"a": 50, "b": 26}, "", 1, "rerun", "ab"),
]


@pytest.mark.parametrize(
    ("seats", "kind", "share", "issued", "recovered", "votes", "elected", "left", "follows", "standing"),
    RACES,
)
def test_who_is_elected(seats, kind, share, issued, recovered, votes, elected, left, follows, standing):
    race = Race("chair", "主席", seats, kind, votes)

    result = decide(race, count(issued, recovered), share)

    assert set(result.elected) == set(elected)
    assert (result.left, result.next_kind, set(result.next_candidates)) == (left, follows, set(standing))
    assert set(result.words) == set(votes)
    assert all(
        ("当选。" in text and "未当选" not in text) == (key in elected) for key, text in result.words.items()
    )


def test_the_words_say_why():
    race = Race("member", "委员", 2, "first", {"a": 70, "b": 55, "c": 55, "d": 12})

    result = decide(race, count(80), MORE_THAN_HALF)

    assert result.words["a"] == "得 70 票，超过领票人数 80 的半数，按得票多少当选。"
    assert result.words["b"] == "得 55 票，超过领票人数 80 的半数，与 1 人得票相等，须再次投票。"
    assert result.words["d"] == "得 12 票，未超过领票人数 80 的半数，未当选。"
    assert result.summary == "委员还有 1 席因得票相等不能确定，须就这 2 人再次投票。"


@pytest.mark.parametrize(
    ("pieces", "votes", "why"),
    [
        ((100, 101, 90, 90, 0), {"a": 50}, "多于登记的 100 人"),
        ((100, 80, 81, 81, 0), {"a": 50}, "多于发出的 80 票，选举无效"),
        ((100, 80, 80, 70, 5), {"a": 50}, "与收回的 80 票不符"),
        ((100, 80, 80, 75, 5), {"a": 50, "b": 26}, "合计最多 75 票"),
        ((100, 80, 80, 75, 5), {"a": 76}, "多于有效票 75 张"),
        ((100, 80, 80, 75, 5), {"a": 50, "b": 25}, ""),
    ],
)
def test_votes_that_do_not_add_up_are_named(pieces, votes, why):
    found = "".join(problems_of(Count(*pieces), [Race("chair", "主席", 1, "first", votes)]))

    assert why in found
    assert bool(found) is bool(why)


@given(
    seats=st.integers(1, 5),
    kind=st.sampled_from(["first", "rerun", "tie"]),
    votes=st.dictionaries(st.integers(1, 20), st.integers(0, 60), min_size=1, max_size=8),
)
def test_seats_are_given_out_once_and_never_to_the_weaker(seats, kind, votes):
    result = decide(Race("x", "委员", seats, kind, votes), count(60), MORE_THAN_HALF)

    assert len(result.elected) + result.left == seats
    losers = set(votes) - set(result.elected)
    assert all(votes[won] >= votes[lost] for won in result.elected for lost in losers)
    assert bool(result.next_kind) is bool(result.left)
    assert not set(result.next_candidates) & set(result.elected)


def test_the_shipped_rules_are_sound_and_survive_the_database():
    must_be_sound(DEFAULT_PLAN)

    assert type(DEFAULT_PLAN).from_json(DEFAULT_PLAN.as_json()) == DEFAULT_PLAN


@pytest.mark.parametrize(("seats", "least"), [(1, 2), (3, 4), (4, 5), (5, 6), (6, 8), (10, 12), (11, 14)])
def test_a_fifth_more_candidates_than_seats(seats, least):
    assert DEFAULT_PLAN.limits.least_candidates(seats) == least
