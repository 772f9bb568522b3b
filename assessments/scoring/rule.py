"""The shape of every rule: what it checks, asks, cleans and scores."""

from abc import ABC, abstractmethod
from decimal import Decimal

from assessments.scoring.numbers import ZERO, said, to_points
from assessments.scoring.slots import AnswerRefused, Score, value_of


class RuleType(ABC):
    """One way to make points of answers (计分办法).

    `params` are JSON with decimals as strings; all methods but `check` expect those that `check` found sound.
    `earns` is False for rules whose items carry no points of their own (加分, 一票否决).
    """

    code = ""
    label = ""
    example = ""
    earns = True

    @abstractmethod
    def check(self, points, params):
        """Return the problems of the params in Chinese, an empty list if they are sound."""

    @abstractmethod
    def slots(self, params):
        """Return the slots to be answered, in the order of the table."""

    @abstractmethod
    def describe(self, params):
        """Return the rule in words, as the column 计分办法 prints it."""

    @abstractmethod
    def judge(self, points, params, values, target):
        """Return the Score for Python values (None = unknown) of all slots."""

    def clean(self, params, answers, points=None):
        """Return answers normalised for JSON, without those not given.

        With `points` an answer is also held to the points of the item. Raises `AnswerRefused`.
        """
        slots = {slot.key: slot for slot in self.slots(params)}
        for key in answers:
            if key not in slots:
                raise AnswerRefused("本项的计分办法已变，没有这一栏，请刷新后再填。", key)
        values = {key: value_of(slot, answers.get(key)) for key, slot in slots.items()}
        self.check_values(params, values, points)
        return {key: _as_json(value) for key, value in values.items() if value is not None}

    def check_values(self, params, values, points):
        """Raise `AnswerRefused` for answers that contradict each other or the points."""
        return

    def score(self, points, params, answers, target=None):
        """Return the Score of an item with these points for JSON answers.

        `target` is the task of the unit from its pledge; without it that of the params counts. An answer that
        cannot be read, because the rule was another when it was given, counts as not given.
        """
        values = {slot.key: _read(slot, answers.get(slot.key)) for slot in self.slots(params)}
        return self.judge(Decimal(points), params, values, target)


def _read(slot, raw):
    try:
        return value_of(slot, raw)
    except AnswerRefused:
        return None


def _as_json(value):
    return said(value) if isinstance(value, Decimal) else value


def unanswered(values):
    """Return the keys of the slots without an answer."""
    return tuple(key for key, value in values.items() if value is None)


def deducted(points, values, gaps, floor=ZERO):
    """Return the Score of an item that begins full and loses what the gaps cost, down to the floor.

    Nothing is certain before all is answered.
    """
    gaps, unknown = tuple(gaps), unanswered(values)
    if unknown:
        return Score(to_points(ZERO), to_points(points), gaps, unknown, waiting_words(gaps))
    left = to_points(max(floor, points - sum((gap.points for gap in gaps), ZERO)))
    words = "；".join(gap.words for gap in gaps) or "未发现扣分情形"
    return Score(left, to_points(points), gaps, (), f"{words}，得 {said(left)} 分。")


def waiting_words(gaps):
    """Return the words of an item that is not fully answered."""
    return "；".join([*(gap.words for gap in gaps), "尚未填全，暂不计分。"])
