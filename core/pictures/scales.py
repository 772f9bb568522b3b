"""Axes: the round numbers that stand at them, and where a value lies."""

import math
from dataclasses import dataclass

ROUND = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Scale:
    """Values from `low` to `high` on a stretch from `start` to `end`; either may run backwards."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value):
        """Return where a value lies, never outside the stretch."""
        share = (float(value) - self.low) / ((self.high - self.low) or 1)
        return self.start + min(1.0, max(0.0, share)) * (self.end - self.start)


def round_step(span, count):
    """Return the round distance that parts a span into about `count` steps."""
    rough = span / max(1, count)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in ROUND if factor * power >= rough * 0.999)


def ticks(low, high, *, count=4, is_whole=False):
    """Return round numbers from at most `low` to at least `high`; whole ones where the values are."""
    if high <= low:
        high = low + 1
    step = round_step(high - low, count)
    if is_whole:
        step = max(1.0, math.ceil(step))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def tick_text(value):
    """Write a number at an axis: no more decimals than it needs."""
    return f"{value:g}".replace("-", "−") if abs(value) < 1e6 else f"{value / 10000:g}万"


def range_of(values, *, least=None, most=None):
    """Return the (low, high) that lines need: around what is known, inside the bounds that are given."""
    if not values:
        return (least or 0.0), (most if most is not None else (least or 0.0) + 1)
    low, high = min(values), max(values)
    margin = (high - low) * 0.15 or max(1.0, abs(high) * 0.02)
    low, high = low - margin, high + margin
    if least is not None:
        low = min(min(values), max(low, least))
    if most is not None:
        high = max(max(values), min(high, most))
    return low, high
