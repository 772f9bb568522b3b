"""The rules: what each is called, why it matters, how to mend it, and the code that finds it.

Words and defaults are data, in `rules.toml`; the code hangs itself beside them with `@finder`. Other rooms
add rules of their own with `register`.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from registry.health.choices import Severity

LISTED = tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))
SEVERITIES = {"serious": Severity.SERIOUS, "ordinary": Severity.ORDINARY, "hint": Severity.HINT}


class Hit(NamedTuple):
    """What a rule says of one person. `about` is the data concerned; with `group` others share the fate."""

    person_id: int
    detail: str
    about: tuple = ()
    group: str = ""


@dataclass
class Rule:
    """One rule with its default values; `find(batch, threshold)` yields the `Hit`s in a batch of persons.

    :param fields: names of the fields of the person's form that stand in the form that mends a finding.
    :param archives: archiving the person is a way to mend it.
    :param ends_subsistence: taking the mark of 低保 or 特困 off an archived person is the way to mend it.
    :param place: `place(person)` returns (label, address) of another page where it is mended, or None.
    """

    code: str
    name: str
    why: str
    remedy: str
    severity: int
    weight: int
    find: Callable | None = None
    thresholds: tuple = ()
    threshold_label: str = ""
    fields: tuple = ()
    archives: bool = False
    ends_subsistence: bool = False
    place: Callable | None = field(default=None, repr=False)

    def threshold_on(self, day):
        """Return the default threshold that holds on `day`, or None for a rule without one."""
        begun = [entry["value"] for entry in self.thresholds if entry["since"] <= day]
        return begun[-1] if begun else None


RULES: dict[str, Rule] = {}


def register(rule):
    """Add a rule to the catalogue; a rule of the same code is replaced."""
    RULES[rule.code] = rule
    return rule


def finder(code):
    """Make the decorated function the finder of the rule `code` of `rules.toml`."""

    def attach(find):
        RULES[code].find = find
        return find

    return attach


def full_points(day):
    """Return how many points per person make a score of 0 on `day`."""
    return [entry["points"] for entry in LISTED["full"] if entry["since"] <= day][-1]


for entry in LISTED["rule"]:
    told = dict(entry)
    told["severity"] = SEVERITIES[told["severity"]]
    register(Rule(**{name: tuple(v) if isinstance(v, list) else v for name, v in told.items()}))
