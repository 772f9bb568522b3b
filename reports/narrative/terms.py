"""By when what is wanting is to be mended, in words: 2027年3月底前; and from when on it is criticised."""

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


def thresholds_of(subject):
    """Return {task: {floor, whole, cases}} by which a place is criticised on the day of the figures.

    The newest that had begun by then, those of the subject's own county before the common ones.
    """
    found = [own for own in _data()["criticism"] if own["since"] <= subject.as_of]
    own = [one for one in found if "code" in one and subject.unit.code.startswith(one["code"])]
    return max(own or [one for one in found if "code" not in one], key=lambda one: one["since"])


def term_of(subject, name):
    """Return the term of a sort of shortcoming from the day of the figures on, to its month's end."""
    months = subject.as_of.year * MONTHS + subject.as_of.month - 1 + terms()[name]
    return f"{months // MONTHS}年{months % MONTHS + 1}月底前"
