"""How complete the register of a unit is: whose important fields are all filled."""

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import Count, Max, Q

from orgs.scoping import below
from registry.models import Person

# What every form of the field asks for besides name, sex, birth date and ID number, which cannot be missing.
# `phone_digest` stands for the phone number, which is unreadable in the database.
IMPORTANT_FIELDS = (
    "phone_digest",
    "address",
    "hukou",
    "education",
    "marriage",
    "employment",
    "category",
    "grade",
)


@dataclass(frozen=True)
class Completeness:
    """Persons on the register of a unit, and how many of them have every important field filled."""

    persons: int
    complete: int

    @property
    def percent(self):
        """Return the share of complete persons in per cent, None where nobody is registered."""
        return self.complete * 100 / self.persons if self.persons else None


def important_field_names():
    """Return the labels of the important fields, as users read them."""
    own = {field.name: field.verbose_name for field in Person._meta.fields}
    return [own[name.removesuffix("_digest")] for name in IMPORTANT_FIELDS]


def register_completeness(units):
    """Return {unit.pk: Completeness} of each unit with all that lies below it. One query."""
    units = list(units)
    rows = (
        Person.objects.active()
        .filter(below(_shared_path(units), "unit_path"))
        .values_list("unit_path")
        .annotate(persons=Count("pk"), complete=Count("pk", filter=_filled()))
        .order_by()
    )
    wanted = {unit.path for unit in units}
    lengths = {len(path) for path in wanted}
    persons, complete = Counter(), Counter()
    for path, number, full in rows:
        for above in {path[:length] for length in lengths} & wanted:
            persons[above] += number
            complete[above] += full
    return {unit.pk: Completeness(persons[unit.path], complete[unit.path]) for unit in units}


def completeness_and_change(unit, scope):
    """Return the Completeness of a unit with all below it, and when its register was last changed, or None.

    The change is the last within the scope, the archived included. One query, which reads each person once.
    """
    active = Q(archived_at=None)
    # Through the units, whose persons an index finds; by their own path the archived are not found by any.
    found = Person.objects.filter(below(unit.path, "unit__path")).aggregate(
        persons=Count("pk", filter=active),
        complete=Count("pk", filter=active & _filled()),
        changed_at=Max("updated_at", filter=scope.as_q("unit_path") or None),
    )
    return Completeness(found["persons"], found["complete"]), found["changed_at"]


def _filled():
    """Return the condition that every important field is filled."""
    return reduce(and_, (~Q(**{name: ""}) for name in IMPORTANT_FIELDS))


def _shared_path(units):
    """Return the beginning that the paths of all units share, which keeps the query inside one county."""
    paths = [unit.path for unit in units]
    first, last = min(paths, default=""), max(paths, default="")
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return first[:same]
