"""Spreading a total over units, pure: in whole numbers, by weights, adding up exactly (largest remainder)."""

from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

HUNDRED = Decimal(100)


def spread(total, weights):
    """Return {key: whole number} that add up to `total`, in proportion to the weights.

    Each gets the whole part of its share; what is left goes to the largest remainders, between equal ones to
    whoever comes first. Without any weight all weigh the same.

    :param total: a whole number, zero or more.
    :param weights: {key: number, zero or more} in the order of the units.
    """
    if not weights:
        return {}
    exact = {key: Fraction(weight) for key, weight in weights.items()}
    whole = sum(exact.values())
    if not whole:
        exact, whole = dict.fromkeys(exact, Fraction(1)), Fraction(len(exact))
    shares = {key: total * weight / whole for key, weight in exact.items()}
    parts = {key: int(share) for key, share in shares.items()}
    left = total - sum(parts.values())
    by_remainder = sorted(shares, key=lambda key: parts[key] - shares[key])
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts


def grown(done, percent):
    """Return what was done last year and some per cent more, as a whole number, rounded up."""
    return int((Decimal(done) * (HUNDRED + Decimal(percent)) / HUNDRED).to_integral_value(ROUND_CEILING))
