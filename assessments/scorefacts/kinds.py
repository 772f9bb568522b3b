"""What a fact is: its name and definition, what it gives, how it is measured, and the list behind it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assessments.scoring import SlotKind
from core.permissions import Permission
from orgs.models import Unit

TWO = Decimal("0.01")
TOWNSHIPS = (Unit.Level.TOWNSHIP.value,)
GRASSROOTS = tuple(level.value for level in Unit.GRASSROOTS)
BOTH = (*TOWNSHIPS, *GRASSROOTS)


@dataclass(frozen=True, slots=True)
class Figure:
    """What the system knows of one unit: a value, or None where the source is empty; and why, in words."""

    value: bool | int | Decimal | None
    words: str
    part: int | None = None
    whole: int | None = None


@dataclass(frozen=True)
class Asked:
    """The question to a measure: the year, and the days within it that count."""

    year: int
    since: date
    until: date
    memo: dict = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, year, on):
        """Return the question about a year as known on the day `on`: until then, or until the year's end."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return cls(year, first, max(first, min(on, last)))

    def once(self, key, make):
        """Return what several facts have in common, made by the first that asks for it."""
        if key not in self.memo:
            self.memo[key] = make()
        return self.memo[key]


@dataclass(frozen=True)
class FactKind:
    """A registered fact: `measure(units, asked)` gives {unit.pk: Figure} in a constant number of queries."""

    code: str
    name: str
    group: str
    definition: str
    gives: SlotKind
    measure: Callable
    rows: Callable
    rows_label: str
    rows_permission: Permission
    levels: tuple[str, ...] = BOTH
    unit: str = ""

    def rows_link(self, unit, asked):
        """Return the address of the list behind the fact, narrowed to the unit."""
        return self.rows(unit, asked)

    def fits(self, unit):
        """True if the fact says something of units of this level."""
        return unit.level in self.levels

    @property
    def gives_words(self):
        """Return what kind of answer it is, in words."""
        return {
            SlotKind.YES_NO: "是或否",
            SlotKind.COUNT: f"数量（{self.unit}）" if self.unit else "数量",
            SlotKind.NUMBER: "数值",
            SlotKind.PERCENT: "百分比",
        }[self.gives]


def unknown(words):
    """Return the figure of a unit about which the source says nothing."""
    return Figure(None, words)


def share(part, whole, words):
    """Return a share in per cent, two decimals, half up; `whole` must not be nought."""
    percent = (Decimal(part) * 100 / Decimal(whole)).quantize(TWO, ROUND_HALF_UP)
    return Figure(percent, words, part, whole)


def counted(number, words):
    """Return a number of things as a figure."""
    return Figure(int(number), words)


def answered(is_met, words):
    """Return an answer by yes or no; None stays unknown."""
    return Figure(is_met, words)
