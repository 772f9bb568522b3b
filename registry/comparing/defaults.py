"""What holds where a county has set nothing of its own, read from `profiles.toml` once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

_FACTS = tomllib.loads(Path(__file__).with_name("profiles.toml").read_text(encoding="utf-8"))

EVENT_TITLES = tuple(_FACTS["event_titles"].split())
MOST_LETTER_ROWS = _FACTS["most_letter_rows"]
WARN_DAYS = _FACTS["warn_days"]
DAYS = _FACTS["default"]


@dataclass(frozen=True)
class Profile:
    """What a list means, and how long things may take; see `profiles.toml`."""

    code: str
    name: str
    hint: str = ""
    standing: str = ""
    archive_reason: str = ""
    subsistence: str = ""
    only_here: bool = False
    only_there: bool = False
    fields: tuple[str, ...] = ()
    task_days: int = DAYS["task_days"]
    remind_days: int = DAYS["remind_days"]
    keep_days: int = DAYS["keep_days"]


def _profile(facts):
    return Profile(**(facts | {"fields": tuple(facts["fields"].split())}))


PROFILES = {facts["code"]: _profile(facts) for facts in _FACTS["profile"]}
