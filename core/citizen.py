"""The arithmetic of citizen ID numbers (GB 11643; domain.md §1.2)."""

from datetime import date
from functools import lru_cache
from operator import mul

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


def check_digit(stem):
    """Return the 18th character that belongs to the first seventeen digits."""
    return CHECK_DIGITS[sum(map(mul, map(int, stem), WEIGHTS)) % 11]


def birth_date_of(number):
    """Return the birth date that an ID number carries, or None if no such day exists."""
    return _day(number[6:14])


@lru_cache(maxsize=40_000)
def _day(text):
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
