"""Tiers and moves between years, pure (SEED2: 划档分类、升级晋位)."""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from assessments.grading.choices import Move
from assessments.grading.grades import BOTTOM, ZERO
from assessments.grading.ranking import competition_ranks

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Share:
    """A tier and what per cent of the units it takes."""

    name: str
    percent: Decimal


def tiers_by_share(standings, shares):
    """Return {key: name of the tier} by place: the first per cent of places go to the first tier, and so on.

    Equal points always give the same tier, the higher one. A veto that bars every grade gives the lowest.

    :param shares: `Share`s from the highest to the lowest tier, 100 per cent together.
    """
    if not shares:
        return {}
    ranks = competition_ranks({one.key: one.total for one in standings})
    number, so_far, ends = len(ranks), Decimal(0), []
    for share in shares:
        so_far += share.percent
        ends.append(int((so_far * number / HUNDRED).quantize(Decimal(1), rounding=ROUND_HALF_UP)))
    ends[-1] = number
    lowest = shares[-1].name
    return {
        one.key: lowest
        if one.effect in (BOTTOM, ZERO)
        else next(share.name for share, end in zip(shares, ends, strict=True) if ranks[one.key] <= end)
        for one in standings
    }


@dataclass(frozen=True)
class Moved:
    """How far a unit has moved: `steps` above zero are upwards, None if last year says nothing."""

    before: str
    now: str
    steps: int | None

    @property
    def move(self):
        if self.steps is None:
            return Move.NEW
        return Move.UP if self.steps > 0 else Move.DOWN if self.steps < 0 else Move.SAME

    @property
    def words(self):
        """Return the move as it stands in a table."""
        if not self.steps:
            return self.move.label
        return f"{self.move.label} {abs(self.steps)} 档"


def moves_of(now, before, order):
    """Return {key: `Moved`} of the tiers of two years.

    :param now: {key: tier} of this year; `before` of last year.
    :param order: the names of the tiers from the highest to the lowest.
    """
    place = {name: number for number, name in enumerate(order)}
    moves = {}
    for key, tier in now.items():
        past = before.get(key, "")
        known = tier in place and past in place
        moves[key] = Moved(past, tier, place[past] - place[tier] if known else None)
    return moves


def matrix_of(moves, order):
    """Return [(tier of last year, [(tier of this year, number)])]; units new to it come last, as ""."""
    counted = Counter((one.before if one.steps is not None else "", one.now) for one in moves.values())
    return [(past, [(tier, counted[past, tier]) for tier in order]) for past in (*order, "")]
