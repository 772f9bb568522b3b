"""The total of a scheme: rounded items added up, the bonus held to its cap."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.scoring.numbers import ZERO, to_points
from assessments.scoring.vetoes import strongest


@dataclass(frozen=True, slots=True)
class Total:
    """What a unit has today.

    `base` is what the items earned within their points, `bonus` what counts on top of it, `bonus_earned` the
    same before the cap, `total` both together (zero after a veto of that effect), `open` what open slots
    may still add at best, `effect` the strongest veto.
    """

    total: Decimal
    base: Decimal
    bonus: Decimal
    bonus_earned: Decimal
    full: Decimal
    open: Decimal
    effect: str = ""

    @property
    def vetoed(self):
        """True if some veto happened."""
        return bool(self.effect)


def total_of(scores, full, bonus_cap=ZERO):
    """Return the Total of some Scores of a scheme with these full points and this cap on all bonuses.

    Points above those of an item (超额加分) count as bonus. A total falls below zero only where an item may.
    """
    scores = list(scores)
    base = sum((min(one.points, one.full) for one in scores), ZERO)
    earned = sum((one.points - one.full for one in scores if one.points > one.full), ZERO)
    bonus = min(earned, Decimal(bonus_cap))
    effect = strongest(one.effect for one in scores)
    total = ZERO if effect == "zero" else base + bonus
    return Total(
        total=to_points(total),
        base=to_points(base),
        bonus=to_points(bonus),
        bonus_earned=to_points(earned),
        full=to_points(full),
        open=to_points(sum((one.open_points for one in scores), ZERO)),
        effect=effect,
    )
