"""Rules of allocation of other places, ready to be chosen; the list is `allocations.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Known:
    """A rule that a place has published: its numbers, its source, and what the numbers leave out."""

    key: str
    name: str
    pooled_below: int
    source: str
    second_above: int | None = None
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
            "source": self.source,
        }


KNOWN = {key: Known(key, **facts) for key, facts in tomllib.loads(FILE.read_text(encoding="utf-8")).items()}
