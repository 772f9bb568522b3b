"""What a rule asks, what is answered, and what comes out."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assessments.scoring.numbers import HUNDRED, ZERO, decimal_of, has_two_decimals, to_points

LARGEST_COUNT = 1_000_000
YES = {"yes", "true", "是", "有"}
NO = {"no", "false", "否", "无"}


class SlotKind(StrEnum):
    """The kinds of answers."""

    YES_NO = "yes_no"
    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    POINTS = "points"


FITTING = {
    SlotKind.YES_NO: {SlotKind.YES_NO},
    SlotKind.COUNT: {SlotKind.COUNT},
    SlotKind.NUMBER: {SlotKind.NUMBER, SlotKind.COUNT, SlotKind.PERCENT},
    SlotKind.PERCENT: {SlotKind.PERCENT},
    SlotKind.POINTS: set(),
}


class AnswerRefused(Exception):
    """An answer that cannot be taken; says why in Chinese, and at which slot."""

    def __init__(self, reason, slot=""):
        super().__init__(reason)
        self.reason = reason
        self.slot = slot


@dataclass(frozen=True, slots=True)
class Slot:
    """One question of an item, answered by a person or by a bound fact.

    `bad` says that a yes, or a higher number, costs points (缺会次数, 是否出现截留).
    """

    key: str
    label: str
    kind: SlotKind
    help: str = ""
    bad: bool = False

    def fits(self, gives):
        """True if a fact that gives this kind of value may answer; a bad yes is for people to say."""
        return gives in FITTING[self.kind] and not (self.bad and self.kind is SlotKind.YES_NO)


@dataclass(frozen=True, slots=True)
class Gap:
    """What an answer costs, and why, in words; before the floor of the item is applied."""

    slot: str
    words: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """What is certain today for one item.

    An unanswered slot earns nothing where points are earned; where points are deducted the whole item counts
    nothing until all is answered. `unknown` holds the keys of unanswered slots, and `"target"` where the rule
    needs a target and there is none. `effect` is what a veto does (`vetoes.EFFECTS`).
    """

    points: Decimal
    full: Decimal
    gaps: tuple[Gap, ...] = ()
    unknown: tuple[str, ...] = ()
    words: str = ""
    vetoed: bool = False
    effect: str = ""

    @property
    def is_known(self):
        """True if nothing is missing that could change the points."""
        return not self.unknown

    @property
    def open_points(self):
        """What may still be earned at best by answering what is unknown."""
        if self.is_known:
            return to_points(ZERO)
        lost = sum((gap.points for gap in self.gaps), ZERO)
        return max(to_points(ZERO), to_points(self.full - self.points - lost))


def value_of(slot, raw):
    """Return the Python value of one JSON answer, None if it is not answered.

    Raises `AnswerRefused` for what is no answer to this slot.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return READERS[slot.kind](slot, raw)


def _yes_no(slot, raw):
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word in YES | NO:
        return word in YES
    raise AnswerRefused(f"“{slot.label}”请选“是”或“否”。", slot.key)


def _number(slot, raw):
    number = decimal_of(raw)
    if number is None:
        raise AnswerRefused(f"“{slot.label}”请填数字，最多六位小数。", slot.key)
    return number


def _count(slot, raw):
    number = decimal_of(raw)
    if number is None or number < 0 or number != number.to_integral_value() or number > LARGEST_COUNT:
        raise AnswerRefused(f"“{slot.label}”请填 0 或正整数，不超过 {LARGEST_COUNT}。", slot.key)
    return int(number)


def _percent(slot, raw):
    number = _number(slot, str(raw).strip().rstrip("%％"))
    if not ZERO <= number <= HUNDRED:
        raise AnswerRefused(f"“{slot.label}”请填 0 至 100 之间的百分数。", slot.key)
    return number


def _points(slot, raw):
    number = _number(slot, raw)
    if number < 0 or not has_two_decimals(number):
        raise AnswerRefused(f"“{slot.label}”请填不小于 0 的分数，最多两位小数。", slot.key)
    return number


READERS = {
    SlotKind.YES_NO: _yes_no,
    SlotKind.COUNT: _count,
    SlotKind.NUMBER: _number,
    SlotKind.PERCENT: _percent,
    SlotKind.POINTS: _points,
}
