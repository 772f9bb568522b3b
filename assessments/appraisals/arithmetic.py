"""The arithmetic of an appraisal: votes to points, parts to a total, and the quota of 优秀 with ties.

Two decimals, half up, rounded once per ballot and once per part; totals are sums of rounded parts.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal

from assessments.appraisals.choices import Grade, QuotaRounding, Ties

TWO = Decimal("0.01")
ZERO = Decimal("0.00")
WHOLE = {
    QuotaRounding.DOWN: ROUND_DOWN,
    QuotaRounding.HALF_UP: ROUND_HALF_UP,
    QuotaRounding.UP: ROUND_CEILING,
}


def to_points(number):
    """Return the number with two decimals, half up."""
    return Decimal(number).quantize(TWO, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Votes:
    """The valid papers of one ballot about one person; `abstained` papers are valid and empty."""

    excellent: int = 0
    competent: int = 0
    basic: int = 0
    incompetent: int = 0
    abstained: int = 0

    def of(self, grade):
        """Return how many voted for the grade."""
        return getattr(self, Grade(grade).value)

    @property
    def cast(self):
        return self.excellent + self.competent + self.basic + self.incompetent + self.abstained


def ballot_score(votes, terms):
    """Return the score of a ballot, 0 to 100; None if nobody has voted for any grade.

    Each vote counts what the terms say it is worth; the score is the mean of those counted.
    """
    counted = votes.cast if terms.counts_abstentions else votes.cast - votes.abstained
    if votes.cast == votes.abstained:
        return None
    worth = sum(votes.of(grade) * terms.value(grade) for grade in Grade)
    return to_points(Decimal(worth) / counted)


def review_points(above, below, parts):
    """Return the points of the review from the scores of both ballots; None while one is missing."""
    if above is None or below is None:
        return None
    mean = (above * parts.above + below * parts.below) / 100
    return to_points(mean * parts.review / 100)


def daily_points(earned, full, most):
    """Return the daily points: what was earned of what the marked items are worth, scaled to `most`.

    Half a year in post is measured by the items of that half year; None while nothing is marked.
    """
    if not full:
        return None
    return to_points(min(Decimal(earned) / Decimal(full), Decimal(1)) * most)


def bonus_points(bonuses, most):
    """Return the extra points of the year, capped."""
    return to_points(min(sum(bonuses, ZERO), Decimal(most)))


def total_of(daily, review, bonus):
    """Return the total of 100; None while a part is missing."""
    return None if daily is None or review is None else daily + review + bonus


def places_of(people, terms):
    """Return how many of so many people may be 优秀."""
    share = Decimal(people) * terms.excellent_percent / 100
    return int(share.quantize(Decimal(1), rounding=WHOLE[QuotaRounding(terms.rounding)]))


@dataclass(frozen=True)
class Entrant:
    """Somebody whose points suffice for 优秀."""

    key: int
    total: Decimal
    daily: Decimal


@dataclass(frozen=True)
class Chosen:
    """Who gets a place, and who is equal where the places run out."""

    keys: frozenset
    tied: frozenset


def choose_excellent(entrants, places, ties):
    """Return who of the entrants gets one of the places; the order in which they are given does not matter.

    :param ties: `Ties`: what becomes of those who are equal where the places run out.
    """
    ranked = sorted(entrants, key=_rank(ties), reverse=True)
    if len(ranked) <= places:
        return Chosen(frozenset(one.key for one in ranked), frozenset())
    edge = _rank(ties)(ranked[places - 1]) if places else None
    after = _rank(ties)(ranked[places])
    if edge != after:
        return Chosen(frozenset(one.key for one in ranked[:places]), frozenset())
    better = frozenset(one.key for one in ranked if _rank(ties)(one) > edge)
    tied = frozenset(one.key for one in ranked if _rank(ties)(one) == edge)
    return Chosen(better | tied if ties == Ties.ALL else better, tied)


def _rank(ties):
    if ties == Ties.DAILY:
        return lambda one: (one.total, one.daily)
    return lambda one: one.total
