"""What hangs on a unit, and whether it goes with the people or stays when the unit changes (docs/adr).

The principle: people and what is unfinished follow; what belongs to a unit and a period that is over stays
with the closed unit, read-only, under its old name. Upper floors state it for each of their tables.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.apps import apps
from django.db.models import Q


class Rule(StrEnum):
    """What happens to the rows of a unit that ceases."""

    FOLLOW = "follow"
    STAY = "stay"


@dataclass(frozen=True)
class Follower:
    """One column of one table that names a unit, and the rule for its rows.

    :param field: the foreign key to the unit; empty where the row only has a copy of the path.
    :param path: the copy of the unit's path, if there is one.
    :param person: the way to the person whose new place decides when a unit is split.
    :param which: takes the effective day, returns which rows follow; the others stay.
    :param divide: takes rows and the words of a successor, returns those that go there in a split.
    :param keys: unique together with the unit: what the successor has already stays behind.
    :param make_way: called as (clashing rows, successor, day=, at=) before the move; see `moving`.
    :param in_split: False if nobody can tell whose it is when a unit is split: it stays.
    :param total: a field of numbers whose sum is reconciled as well.
    :param derived: computed from other rows, and so no reason against taking a change back.
    :param why: said beside what stays.
    """

    model: str
    label: str
    rule: Rule = Rule.FOLLOW
    field: str = "unit"
    path: str = ""
    person: str = ""
    which: Callable | None = None
    divide: Callable | None = None
    keys: tuple[str, ...] = ()
    make_way: Callable | None = None
    in_split: bool = True
    total: str = ""
    derived: bool = False
    measure: str = "条"
    why: str = ""

    @property
    def key(self):
        return f"{self.model}.{self.field or self.path}"

    @property
    def rows(self):
        """Return all rows of the table."""
        return apps.get_model(self.model)._base_manager.order_by()

    @property
    def path_lookup(self):
        return self.path or f"{self.field}__path"

    @property
    def has_stamp(self):
        """True if the table notes when a row was last written."""
        return any(field.name == "updated_at" for field in self.rows.model._meta.concrete_fields)

    def at(self, units):
        """Return the rows of some units."""
        if self.field:
            return self.rows.filter(**{f"{self.field}__in": [unit.pk for unit in units]})
        return self.rows.filter(**{f"{self.path}__in": [unit.path for unit in units]})


FOLLOWERS: list[Follower] = []
ALONGSIDE: list[Callable] = []  # see `alongside`
AFTERWARDS: list[Callable] = []  # called as (moved units, by=, at=) once the totals agree


def register_follower(*followers):
    """State the rule for some tables; called from `AppConfig.ready`. Those that divide people come first."""
    known = {each.key for each in FOLLOWERS}
    FOLLOWERS.extend(each for each in followers if each.key not in known)
    FOLLOWERS.sort(key=lambda each: each.divide is None)


def staying(model, label, *, field="unit", path="", why="", **more):
    """Return a `Follower` whose rows stay with the unit."""
    return Follower(model, label, rule=Rule.STAY, field=field, path=path, why=why, **more)


def afterwards(call):
    """Let `call(units, by=, at=)` run after each change; once, however often it is registered."""
    if call not in AFTERWARDS:
        AFTERWARDS.append(call)


def alongside(call):
    """Let `call(change, parts, ceasing)` run within each change, once its units are written.

    It ends or renames what belongs to the units, and returns [table, key, {field: value before}] for each
    row it wrote, so that taking the change back puts it where it was.
    """
    if call not in ALONGSIDE:
        ALONGSIDE.append(call)


def by_address(rows, words):
    """Keep the rows whose address holds one of the words; none without words."""
    found = Q(pk__in=[])
    for word in words:
        found |= Q(address__contains=word.strip())
    return rows.filter(found)
