"""By when what is wanting is to be mended, in words: 2027年3月底前."""

import tomllib
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "data" / "terms.toml"
MONTHS = 12


@lru_cache(maxsize=1)
def _data():
    return tomllib.loads(FILE.read_text("utf-8"))


def terms():
    """Return how many months each sort of shortcoming is given."""
    return _data()["months"]


def floors():
    """Return below how many per cent of each task a place is criticised."""
    return _data()["floors"]


def term_of(subject, name):
    """Return the term of a sort of shortcoming from the day of the figures on, to its month's end."""
    months = subject.as_of.year * MONTHS + subject.as_of.month - 1 + terms()[name]
    return f"{months // MONTHS}年{months % MONTHS + 1}月底前"
