"""Rules of allocation of other places, ready to be chosen; the list is `allocations.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from staff.choices import SmallVillages

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Known:
    """A rule that a place has published: its numbers, its source, and what the numbers leave out."""

    key: str
    name: str
    pooled_below: int
    source: str
    second_above: int | None = None
    small_villages: str = SmallVillages.POOLED
    community_least: int = 0
    township_second_above: int | None = None
    note: str = ""

    @property
    def facts(self):
        """Return the fields of an `AllocationRule`."""
        return {
            "township_heads": 1,
            "township_members": 1,
            "community_members": 1,
            "village_members": 1,
            "second_above": self.second_above,
            "pooled_below": self.pooled_below,
            "small_villages": self.small_villages,
            "community_least": self.community_least,
            "township_second_above": self.township_second_above,
            "source": self.source,
        }


KNOWN = {key: Known(key, **facts) for key, facts in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}
