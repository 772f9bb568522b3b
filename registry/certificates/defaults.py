"""The rules, steps and kinds of `rules.toml`, as the code reads them."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

LISTED = tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Rule:
    """The figures in force from the day `since` (办法; domain.md §1.1, §1.3). Days are working days."""

    since: date
    source: str
    valid_years: int
    notice_days: int
    review_days: int
    barred_years: int
    last_suffix: int
    assess_days: int
    issue_days: int
    expiry_days: str

    @property
    def stages(self):
        """Return how many days before its end a certificate comes onto the work-list, the nearest first."""
        return stages_in(self.expiry_days)


@dataclass(frozen=True)
class Step:
    """One step of a case: its words, who may take it and the rule that sets its deadline."""

    key: str
    label: str
    action: str
    level: str
    limit: str = ""

    @property
    def needs_review(self):
        """True if only the county takes it."""
        return self.level == "review"


@dataclass(frozen=True)
class KindSpec:
    """The steps of a kind of case, and for whom it can be started."""

    steps: tuple
    on: tuple
    keeps_expiry: bool = False

    def index_of(self, key):
        """Return the place of a step, counted from 0."""
        return [step.key for step in self.steps].index(key)

    def step(self, key):
        """Return the step called `key`."""
        return self.steps[self.index_of(key)]

    def after(self, key):
        """Return the step after `key`, None after the last."""
        place = self.index_of(key) + 1
        return self.steps[place] if place < len(self.steps) else None


RULES = sorted((Rule(**row) for row in LISTED["rules"]), key=lambda rule: rule.since)
STEPS = {key: Step(key=key, **row) for key, row in LISTED["steps"].items()}
KINDS = {
    key: KindSpec(
        steps=tuple(STEPS[step] for step in row["steps"]),
        on=tuple(row["on"]),
        keeps_expiry=row.get("keeps_expiry", False),
    )
    for key, row in LISTED["kinds"].items()
}
ARCHIVED_BY_CANCELLING = LISTED["cancel"]


def stages_in(text):
    """Return the days that a text like 30,60,90 names."""
    return tuple(int(days) for days in text.split(","))


def rule_on(day):
    """Return the rule in force on `day`; before the first of them, the first."""
    in_force = [rule for rule in RULES if rule.since <= day]
    return in_force[-1] if in_force else RULES[0]
