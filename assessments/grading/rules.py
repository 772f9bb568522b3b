"""The rules of grading as plain data: quotas, equal points, tiers, and what is made of results.

`defaults.toml` ships those that hold without a rule of the county; a county's own are dated rows.
"""

import tomllib
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from assessments.grading.choices import QuotaOver, RecognitionKind, Rounding, TierBy, TieRule, When
from assessments.grading.tiers import Share

NUMBERED = {When.TOP, When.BOTTOM, When.ROSE, When.FELL}  # events that take a number
NAMED = {When.GRADE, When.TIER}  # events that take the name of a grade or tier


@dataclass(frozen=True)
class Measure:
    """One rule by which a reward or a criticism is proposed: for which event, and what it is called."""

    kind: str
    name: str
    when: str
    value: str = ""

    @property
    def words(self):
        """Return the rule as a sentence without its end."""
        when = When(self.when)
        if when in (When.TOP, When.BOTTOM):
            return f"排名{'前' if when == When.TOP else '末'} {self.value} 名"
        if when in (When.ROSE, When.FELL):
            return f"比上年{'上升' if when == When.ROSE else '下降'} {self.value} 档及以上"
        return f"{when.label}“{self.value}”" if when in NAMED else when.label

    @property
    def kind_label(self):
        return RecognitionKind(self.kind).label


@dataclass(frozen=True)
class GradingRules:
    """How a county makes grades, tiers and proposals of totals."""

    quota_over: str = QuotaOver.ALL
    rounding: str = Rounding.FLOOR
    tie: str = TieRule.MEETING
    tie_sections: tuple = ()
    tier_by: str = TierBy.SHARE
    shares: tuple = ()
    weak_tiers: tuple = ()
    demo_tiers: tuple = ()
    demo_grades: tuple = ()
    measures: tuple = ()
    source: str = ""

    def as_json(self):
        """Return what a JSON field can keep."""
        kept = asdict(self)
        kept["shares"] = [{"name": one.name, "percent": str(one.percent)} for one in self.shares]
        kept["measures"] = [asdict(one) for one in self.measures]
        return {key: list(value) if isinstance(value, tuple) else value for key, value in kept.items()}

    @classmethod
    def from_json(cls, kept):
        """Return the rules that `as_json` kept."""
        facts = {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}
        facts["shares"] = tuple(Share(one["name"], Decimal(one["percent"])) for one in kept["shares"])
        facts["measures"] = tuple(Measure(**one) for one in kept["measures"])
        return cls(**facts)

    @property
    def quota_words(self):
        return f"{QuotaOver(self.quota_over).label}，{Rounding(self.rounding).label}"

    @property
    def tie_words(self):
        sections = f"（{'、'.join(self.tie_sections)}）" if self.tie == TieRule.SECTIONS else ""
        return f"{TieRule(self.tie).label}{sections}"

    @property
    def tier_words(self):
        if self.tier_by == TierBy.POINTS:
            return f"{TierBy.POINTS.label}，方案没有分数段的按名次和比例"
        return "，".join(f"{share.name} {share.percent}%" for share in self.shares)

    @property
    def demo_words(self):
        return "、".join([*self.demo_tiers, *self.demo_grades])

    @property
    def tier_names(self):
        """Return the tiers from the highest to the lowest, where they are made by share."""
        return tuple(share.name for share in self.shares)


DEFAULT = GradingRules.from_json(
    tomllib.loads(Path(__file__).with_name("defaults.toml").read_text(encoding="utf-8"))
)
