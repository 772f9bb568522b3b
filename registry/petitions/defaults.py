"""What holds where a county has set nothing of its own, read from `defaults.toml` once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FACTS = tomllib.loads(Path(__file__).with_name("defaults.toml").read_text(encoding="utf-8"))

NUMBER_FORMAT = _FACTS["number"]
REPEAT_DAYS = _FACTS["repeat_days"]
GROUP_FROM = _FACTS["group_from"]
REVIEW_DAYS = _FACTS["review_days"]
CATEGORIES = _FACTS["categories"]


@dataclass(frozen=True)
class Deadline:
    """How many days a petition has, and how they are counted."""

    accept_days: int
    settle_days: int
    extend_days: int
    remind_days: int
    counting: str
    source: str


DEADLINE = Deadline(**_FACTS["deadline"])
