"""Proposals for scheduled reports that come with the program; a county turns them on."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from accounts.roles import Role
from reports.kinds import KINDS
from reports.schedules.choices import when_in_words
from reports.schedules.wording import title_of

FILE = Path(__file__).parents[1] / "data" / "schedules.toml"


@dataclass(frozen=True)
class Proposal:
    """One schedule that is proposed; its facts are those of `services.set_schedule`."""

    code: str
    report: str
    every: str
    offset: int
    roles: tuple[str, ...]
    tier: str = ""
    form: str = "pdf"

    @property
    def title(self):
        return title_of(self.report, self.tier)

    @property
    def when(self):
        return when_in_words(self.every, self.offset)

    @property
    def receivers(self):
        """Return the names of the roles that get it."""
        return [Role(role).label for role in self.roles]

    def facts(self, place):
        """Return what is set when a unit turns it on for itself."""
        return {
            "report": self.report, "tier": self.tier, "place": place, "form": self.form, "every": self.every,
            "offset": self.offset, "roles": list(self.roles), "title": self.title,
        }  # fmt: skip


@lru_cache(maxsize=1)
def _written():
    rows = tomllib.loads(FILE.read_text("utf-8"))["schedule"]
    return tuple(Proposal(**{**row, "roles": tuple(row["roles"])}) for row in rows)


def proposals():
    """Return the proposals whose kind of report there is, in their order."""
    return [own for own in _written() if own.report in KINDS]
