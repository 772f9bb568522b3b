"""The rules of an election as plain data. An election keeps the plan with which it began."""

from dataclasses import asdict, dataclass
from fractions import Fraction

OF = {"issued": "领票人数", "recovered": "收回票数", "valid": "有效票数"}


class PlanNotSound(Exception):
    """The rules make no election; the message is fit to show to the user."""


@dataclass(frozen=True)
class Share:
    """A share that must be reached, or with `more_than` be passed, of a number of ballots."""

    part: int
    whole: int
    more_than: bool
    of: str

    def is_met(self, number, base):
        """True if `number` reaches (or passes) this share of `base`; exact, without rounding."""
        wanted = Fraction(self.part, self.whole) * base
        return number > wanted if self.more_than else number >= wanted

    def least(self, base):
        """Return the smallest number that meets this share of `base`."""
        wanted = Fraction(self.part, self.whole) * base
        whole = -(-wanted.numerator // wanted.denominator)
        return int(wanted) + 1 if self.more_than else whole

    @property
    def words(self):
        """Return the share in words: 半数, 三分之一, 五分之四."""
        digits = "零一二三四五六七八九十"
        if (self.part, self.whole) == (1, 2):
            return "半数"
        if self.part > 10 or self.whole > 10:
            return f"{self.whole} 分之 {self.part}"
        return f"{digits[self.whole]}分之{digits[self.part]}"


@dataclass(frozen=True)
class Method:
    """A way of voting with its quorum and what it takes to win."""

    code: str
    name: str
    quorum: Share
    win: Share
    source: str = ""


@dataclass(frozen=True)
class StepRule:
    """One step: what it asks for, who does it, and on which day after the start it is due."""

    code: str
    name: str
    kind: str
    by: str
    days: int
    hint: str = ""
    papers: str = ""

    @property
    def is_above(self):
        return self.by == "above"


@dataclass(frozen=True)
class Condition:
    """What a candidate should fulfil; one that `bars` must be fulfilled."""

    code: str
    name: str
    value: str
    bars: bool
    source: str = ""


@dataclass(frozen=True)
class Listed:
    """An entry of a list of the plan: an item of 负面清单, a relation, a department, a thing to hand over."""

    code: str
    name: str
    bars: bool = False
    source: str = ""


@dataclass(frozen=True)
class Limits:
    """Numbers of days, sizes and shares that an election keeps to."""

    contested_percent: int
    electors_posted_days: int
    notice_days: int
    committee_sizes: tuple[int, ...]
    handover_days: int

    def least_candidates(self, seats):
        """Return how many candidates so many seats need at least."""
        return seats + -(-seats * self.contested_percent // 100)


@dataclass(frozen=True)
class Plan:
    """Everything an election goes by."""

    steps: tuple[StepRule, ...]
    methods: tuple[Method, ...]
    rerun: Share
    more_candidates: int
    limits: Limits
    conditions: tuple[Condition, ...]
    negatives: tuple[Listed, ...]
    relations: tuple[Listed, ...]
    departments: tuple[Listed, ...]
    handover: tuple[Listed, ...]
    reviewer_differs: bool = True

    def as_json(self):
        """Return the same as plain values for a JSON column."""
        return asdict(self)

    @classmethod
    def from_json(cls, facts):
        """Return the Plan that `as_json` gave."""
        limits = facts["limits"]
        lists = ("negatives", "relations", "departments", "handover")
        return cls(
            **{
                **facts,
                "steps": tuple(StepRule(**row) for row in facts["steps"]),
                "methods": tuple(method_from_json(row) for row in facts["methods"]),
                "rerun": Share(**facts["rerun"]),
                "limits": Limits(**{**limits, "committee_sizes": tuple(limits["committee_sizes"])}),
                "conditions": tuple(Condition(**row) for row in facts["conditions"]),
                **{name: tuple(Listed(**row) for row in facts[name]) for name in lists},
            }
        )

    def method(self, code):
        """Return the `Method` with this code."""
        return next(method for method in self.methods if method.code == code)

    def relation(self, code):
        """Return the relation with this code, or None."""
        return next((one for one in self.relations if one.code == code), None)

    def step_of_kind(self, kind):
        """Return the number of the first step of a kind."""
        return next(number for number, step in enumerate(self.steps) if step.kind == kind)


def method_from_json(row):
    """Return the `Method` that a mapping describes."""
    return Method(**{**row, "quorum": Share(**row["quorum"]), "win": Share(**row["win"])})


def must_be_sound(plan):
    """Refuse rules that cannot end in a new board.

    :raises PlanNotSound: a share of nothing or more than all, no committee size, dates not rising.
    """
    for method in plan.methods:
        for share in (method.quorum, method.win, plan.rerun):
            if not 0 < share.part <= share.whole or (share.more_than and share.part == share.whole):
                raise PlanNotSound(f"“{method.name}”的比例须大于零、不超过全部。")
    if not plan.limits.committee_sizes:
        raise PlanNotSound("请至少填写一种选举委员会人数。")
    days = [step.days for step in plan.steps]
    if days != sorted(days):
        raise PlanNotSound("各环节的期限须依次递增。")
