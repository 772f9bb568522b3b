"""The pieces of the workbench, and the words they are written in."""

from dataclasses import dataclass, field

from core.registers import Todo

__all__ = ["Picture", "Tile", "Todo", "TownshipState"]


@dataclass(frozen=True)
class Tile:
    """One figure that is a link to its rows."""

    label: str
    value: object
    under: str = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class TownshipState:
    """One row of the townships' table."""

    unit: object
    persons: int | None = None  # unknown to those who may not see the register
    posts: object = None  # PostCount of the township with its villages
    own_met: tuple | None = None  # (met, items) of the township's own list
    villages_met: tuple | None = None  # (compliant, villages)
    stipend: object = None  # UnitStipend of the present half-year

    @property
    def vacancy_text(self):
        return f"缺 {self.posts.vacant} 人" if self.posts else ""

    @property
    def stipend_text(self):
        return self.stipend.state_label if self.stipend else ""

    @property
    def stipend_tone(self):
        return "good" if self.stipend and self.stipend.is_paid else "warn"


@dataclass
class Picture:
    """Everything a user's workbench shows."""

    tiles: list = field(default_factory=list)
    todos: list = field(default_factory=list)
    categories: list = field(default_factory=list)
    townships: list = field(default_factory=list)
    persons: int = 0
