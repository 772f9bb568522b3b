"""What a directory of units would do, before anything is done."""

from dataclasses import dataclass, field
from datetime import timedelta

from orgs.models import Unit, UnitPast

PAST = ("name", "code", "code_is_provisional", "level", "kind", "parent", "path")


class UnitsRefused(Exception):
    """The file has problems; nothing was written. The message is fit to show to the user."""


@dataclass(frozen=True)
class Problem:
    """Something the uploader must mend, at the row number that Excel shows."""

    row: int
    column: str
    code: str
    message: str


@dataclass
class Plan:
    """What the file would do. Nothing is written until `apply` is called."""

    rows: int = 0
    new: list[Unit] = field(default_factory=list)
    changed: list[Unit] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    units: dict[int, Unit] = field(default_factory=dict)  # row → the unit that it is about
    before: dict[int, dict] = field(default_factory=dict)  # row → what a changed unit said before

    @property
    def refused(self):
        """Return how many rows have a problem."""
        return len({problem.row for problem in self.problems})


def remember_names(plan, day):
    """Write down what renamed units were called until the day before."""
    for number, before in plan.before.items():
        if before.keys() & {"name", "code"}:
            unit = plan.units[number]
            facts = {name: getattr(unit, name) for name in PAST}
            facts |= {name: value for name, value in before.items() if name in PAST}
            UnitPast.objects.get_or_create(unit=unit, until=day - timedelta(days=1), defaults=facts)
