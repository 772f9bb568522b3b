"""Numbers of the engine: reading them from JSON, rounding them, and saying them in words.

The one place where points are rounded (`docs/adr/0035-points-are-rounded-once.md`).
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

TWO = Decimal("0.01")
ZERO = Decimal(0)
HUNDRED = Decimal(100)
LARGEST = Decimal(10) ** 12
DECIMALS = 6


def to_points(value):
    """Return points with two decimals, half up; applied once per item, after its floor and its cap."""
    return Decimal(value).quantize(TWO, ROUND_HALF_UP)


def decimal_of(value):
    """Return the decimal that a JSON value says, or None if it says none (also for bool, NaN and giants)."""
    if value is None or isinstance(value, bool | float):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > LARGEST or number.as_tuple().exponent < -DECIMALS:
        return None
    return number


def has_two_decimals(number):
    """True if the number needs no more than two decimals."""
    return number == number.quantize(TWO)


def said(number):
    """Return a number as people write it: without an exponent and without zeros at the end."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
