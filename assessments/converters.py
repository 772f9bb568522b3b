"""Quarters in addresses: 2026-4."""

from assessments.periods import FIRST_YEAR, LAST_YEAR, Quarter


class QuarterConverter:
    """Turns 2026-4 into a `Quarter` and back; an address with any other year or number is not found."""

    regex = "[0-9]{4}-[1-4]"

    def to_python(self, value):
        year, number = value.split("-")
        if not FIRST_YEAR <= int(year) < LAST_YEAR:
            raise ValueError(value)
        return Quarter(int(year), int(number))

    def to_url(self, period):
        return f"{period.year}-{period.number}"
