"""Votes to points, parts to a total, and the quota of 优秀 with ties; every figure reckoned by hand."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.appraisals.arithmetic import (
    Entrant,
    Votes,
    ballot_score,
    bonus_points,
    choose_excellent,
    daily_points,
    places_of,
    review_points,
    total_of,
)
from assessments.appraisals.choices import Grade, Ties
from assessments.appraisals.terms import DEFAULT, LevelTerms, Terms


@pytest.fixture(autouse=True)
def _everything_may_use_the_database():
    """Keep the database out: this is arithmetic."""


D = Decimal
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
COUNTS = st.integers(min_value=0, max_value=500)
VOTES = st.builds(Votes, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)


@pytest.mark.parametrize(
    ("votes", "score"),
    [
        (Votes(10), "100.00"),
        (Votes(0, 10), "80.00"),
        (Votes(0, 0, 0, 7), "0.00"),
        (Votes(1, 1, 1), "80.00"),  # 240 / 3
        (Votes(2, 1), "93.33"),  # 280 / 3 = 93.333…
        (Votes(1, 2, 3, 1), "62.86"),  # 440 / 7 = 62.857…
        (Votes(1, 0, 0, 7), "12.50"),  # 100 / 8
        (Votes(3, 2, 1, 0, 4), "86.67"),  # abstained are not counted: 520 / 6 = 86.666…
        (Votes(0, 0, 0, 0, 9), None),
        (Votes(), None),
    ],
)
def test_the_score_of_a_ballot_is_the_mean_of_its_votes_rounded_once(votes, score):
    assert ballot_score(votes, DEFAULT) == (D(score) if score else None)


def test_abstentions_count_as_nothing_where_the_terms_say_so():
    terms = Terms(counts_abstentions=True)

    assert ballot_score(Votes(3, 2, 1, 0, 4), terms) == D("52.00")  # 520 / 10


@pytest.mark.parametrize(
    ("above", "below", "points"),
    [
        ("100", "100", "30.00"),
        ("90.00", "80.00", "25.80"),  # (90 × 60 + 80 × 40) / 100 = 86; 86 × 30 % = 25.8
        ("93.33", "86.67", "27.20"),  # 55.998 + 34.668 = 90.666; × 30 % = 27.1998
        ("62.86", "12.50", "12.81"),  # 37.716 + 5 = 42.716; × 30 % = 12.8148
        ("0", "0", "0.00"),
    ],
)
def test_the_review_blends_both_ballots_by_their_weights(above, below, points):
    assert review_points(D(above), D(below), LevelTerms()) == D(points)


def test_the_review_is_unknown_while_a_ballot_is_missing():
    assert review_points(D(90), None, LevelTerms()) is None
    assert review_points(None, D(90), LevelTerms()) is None


@pytest.mark.parametrize(
    ("earned", "full", "points"),
    [
        ("260", "260", "65.00"),
        ("249.5", "260", "62.38"),  # 62.375, half up
        ("0", "260", "0.00"),
        ("70", "100", "45.50"),
        ("100", "130", "50.00"),  # half the year in post, measured by its own items
        ("101", "100", "65.00"),  # never more than the part is worth
    ],
)
def test_daily_points_are_the_share_of_what_was_marked(earned, full, points):
    assert daily_points(D(earned), D(full), 65) == D(points)


def test_daily_points_are_unknown_while_nothing_is_marked():
    assert daily_points(0, 0, 65) is None


@pytest.mark.parametrize(
    ("bonuses", "points"), [((), "0.00"), (("2",), "2.00"), (("2", "2", "2"), "5.00"), (("0.005",), "0.01")]
)
def test_extra_points_are_capped(bonuses, points):
    assert bonus_points([D(each) for each in bonuses], 5) == D(points)


def test_a_total_is_the_sum_of_its_rounded_parts():
    assert total_of(D("62.38"), D("27.20"), D("2.00")) == D("91.58")
    assert total_of(D("62.38"), None, D("2.00")) is None


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "excellent"), ("90.00", "excellent"), ("89.99", "competent"), ("75", "competent"),
        ("74.99", "basic"), ("60.00", "basic"), ("59.99", "incompetent"), ("0", "incompetent"),
    ],
)  # fmt: skip
def test_grades_begin_at_their_thresholds(total, grade):
    assert DEFAULT.grade_of(D(total)) == grade


@pytest.mark.parametrize(
    ("people", "rounding", "places"),
    [
        (28, "down", 5), (28, "half_up", 6), (28, "up", 6),  # 5.6
        (26, "down", 5), (26, "half_up", 5), (26, "up", 6),  # 5.2
        (4, "down", 0), (4, "half_up", 1), (0, "up", 0), (30, "up", 6),
    ],
)  # fmt: skip
def test_a_fraction_of_a_place_is_rounded_as_the_terms_say(people, rounding, places):
    assert places_of(people, Terms(rounding=rounding)) == places


class TestWhoIsExcellent:
    """Three places; two are equal in points where they run out."""

    FOUR = (
        Entrant(1, D("97.00"), D("63")),
        Entrant(2, D("95.00"), D("60")),
        Entrant(3, D("93.10"), D("61")),
        Entrant(4, D("93.10"), D("62")),
    )

    def test_all_are_where_places_suffice(self):
        chosen = choose_excellent(self.FOUR, 4, Ties.NONE)

        assert (chosen.keys, chosen.tied) == ({1, 2, 3, 4}, set())

    def test_equals_are_parted_by_their_daily_points(self):
        chosen = choose_excellent(self.FOUR, 3, Ties.DAILY)

        assert (chosen.keys, chosen.tied) == ({1, 2, 4}, set())

    def test_equals_in_both_are_left_to_the_county(self):
        equals = (*self.FOUR[:2], Entrant(3, D("93.10"), D("62")), self.FOUR[3])

        chosen = choose_excellent(equals, 3, Ties.DAILY)

        assert (chosen.keys, chosen.tied) == ({1, 2}, {3, 4})

    def test_no_equal_is_where_the_terms_say_none(self):
        chosen = choose_excellent(self.FOUR, 3, Ties.NONE)

        assert (chosen.keys, chosen.tied) == ({1, 2}, {3, 4})

    def test_every_equal_is_where_the_terms_say_all(self):
        chosen = choose_excellent(self.FOUR, 3, Ties.ALL)

        assert (chosen.keys, chosen.tied) == ({1, 2, 3, 4}, {3, 4})

    def test_nobody_is_without_a_place(self):
        assert choose_excellent(self.FOUR, 0, Ties.ALL).keys == set()


@CALM
@given(VOTES)
def test_a_score_lies_between_0_and_100(votes):
    score = ballot_score(votes, DEFAULT)

    assert score is None or 0 <= score <= 100


@CALM
@given(VOTES, st.sampled_from(Grade.values[1:]))
def test_a_better_vote_never_lowers_a_score(votes, grade):
    worse = Votes(**{**votes.__dict__, grade: votes.of(grade) + 1})
    better = Votes(**{**votes.__dict__, "excellent": votes.excellent + 1})

    assert ballot_score(better, DEFAULT) >= ballot_score(worse, DEFAULT)


@CALM
@given(VOTES, VOTES, st.decimals(0, 260, places=2), st.lists(st.decimals(0, 9, places=2), max_size=4))
def test_a_total_never_exceeds_a_hundred(above, below, earned, bonuses):
    review = review_points(ballot_score(above, DEFAULT), ballot_score(below, DEFAULT), LevelTerms())
    total = total_of(daily_points(earned, 260, 65), review, bonus_points(bonuses, 5))

    assert total is None or 0 <= total <= 100


ENTRANTS = st.lists(
    st.tuples(st.sampled_from(["90", "91.5", "95", "99"]), st.sampled_from(["58", "60", "61"])), max_size=12
).map(lambda rows: [Entrant(key, D(total), D(daily)) for key, (total, daily) in enumerate(rows)])


@CALM
@given(ENTRANTS, st.integers(0, 12), st.sampled_from(Ties.values), st.randoms())
def test_the_order_in_which_entrants_are_given_does_not_matter(entrants, places, ties, random):
    shuffled = random.sample(entrants, len(entrants))

    assert choose_excellent(shuffled, places, ties) == choose_excellent(entrants, places, ties)


@CALM
@given(ENTRANTS, st.integers(0, 12), st.sampled_from([Ties.DAILY, Ties.NONE]))
def test_never_more_are_chosen_than_there_are_places(entrants, places, ties):
    assert len(choose_excellent(entrants, places, ties).keys) <= places


@CALM
@given(ENTRANTS, st.integers(0, 12), st.sampled_from(Ties.values))
def test_nobody_chosen_has_fewer_points_than_somebody_left_out(entrants, places, ties):
    keys = choose_excellent(entrants, places, ties).keys
    chosen = [one.total for one in entrants if one.key in keys]
    left = [one.total for one in entrants if one.key not in keys]

    assert not chosen or not left or min(chosen) >= max(left)


@CALM
@given(ENTRANTS, st.integers(1, 12))
def test_equals_share_one_fate_where_daily_points_do_not_part_them(entrants, places):
    keys = choose_excellent(entrants, places, Ties.NONE).keys
    fates = {one.total: set() for one in entrants}
    for one in entrants:
        fates[one.total].add(one.key in keys)

    assert all(len(fate) == 1 for fate in fates.values())


def test_terms_survive_the_way_into_the_database_and_back():
    terms = Terms(name="本县办法", township=LevelTerms(60, 35, 5, 70), excellent_percent=15)

    assert Terms.from_json(terms.as_json()) == terms
