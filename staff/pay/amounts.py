"""Money and months: two places, half a cent upwards."""

from calendar import monthrange
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def end_of(month):
    """Return the last day of the month given by its first day."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def money(amount):
    """Return a sum from the database as money with two places; nothing is nought."""
    return NOTHING if amount is None else Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def rounded(amount):
    """Return an exact fraction of yuan as money: two places, half a cent upwards (away from nought)."""
    cents = abs(amount) * 100
    whole = (2 * cents.numerator + cents.denominator) // (2 * cents.denominator)
    return Decimal(whole if amount >= 0 else -whole).scaleb(-2)
