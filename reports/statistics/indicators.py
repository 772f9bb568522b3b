"""The indicators of the yearly statistics as they are shipped, read once."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("indicators.toml")


@dataclass(frozen=True)
class Indicator:
    """One line of the yearly statistics: its number, name, measure, figure and words."""

    code: str
    name: str
    measure: str
    figure: str
    source: str = ""
    note: str = ""


@lru_cache(maxsize=1)
def sections():
    """Return [(name of the section, its indicators)] in the order of the form."""
    written = tomllib.loads(FILE.read_text("utf-8"))["section"]
    return [(own["name"], [Indicator(**one) for one in own["indicator"]]) for own in written]
