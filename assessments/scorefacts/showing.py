"""How figures are shown: as words and a tone, beside the list behind them."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.scorefacts.kinds import FactKind, Figure
from assessments.scoring import SlotKind, said

UNKNOWN = "无数据"


@dataclass(frozen=True)
class Shown:
    """One unit's figure, and the address of the list behind it; empty where the reader may not open it."""

    unit: object
    kind: FactKind
    figure: Figure
    url: str

    @property
    def text(self):
        return text_of(self.figure, self.kind)

    @property
    def tone(self):
        """Return the tone of an answer by yes or no, empty for numbers."""
        return {True: "good", False: "bad"}.get(self.figure.value, "") if self.is_yes_no else ""

    @property
    def is_yes_no(self):
        return self.kind.gives == SlotKind.YES_NO

    @property
    def is_known(self):
        return self.figure.value is not None


def text_of(figure, kind):
    """Return the value in words: 是, 12 人, 93.33%, 无数据."""
    value = figure.value
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "是" if value else "否"
    number = said(Decimal(value))
    if kind.gives == SlotKind.PERCENT:
        return f"{number}%"
    return f"{number} {kind.unit}".strip()


def shown(kind, figures, units, *, asked, user):
    """Return a `Shown` for each unit, with links only where the user may open the list."""
    scope = user.scope_of(kind.rows_permission)
    return [
        Shown(unit, kind, figures[unit.pk], kind.rows_link(unit, asked) if scope.covers(unit) else "")
        for unit in units
    ]
