"""Households with several disabled persons (一户多残), and the people of one household."""

from dataclasses import dataclass

from django.db.models import Count

from registry.choices import Relation
from registry.models import Person

SEVERAL = 2
ENCRYPTED = ("id_number", "phone", "bank_account", "guardian_phone")  # dear to decrypt, and not on the list


def shared_households(scope, *, least=SEVERAL):
    """Return the households with at least `least` disabled persons on the register, in tree order.

    Each is a tuple: path of the village, household number, members. Answered from an index alone.
    """
    people = Person.objects.within(scope).active().filter(household_number__gt="")
    # None has been archived; but grouped by that as well, PostgreSQL finds the groups in the index's order.
    groups = people.order_by().values("archived_at", "unit_path", "household_number")
    groups = groups.annotate(members=Count("*")).filter(members__gte=least)
    groups = groups.order_by("archived_at", "unit_path", "household_number")
    return groups.values_list("unit_path", "household_number", "members")


def with_members(households):
    """Return what a list shows of the households of one page, each a mapping. Two queries."""
    keys = [(path, number) for path, number, _ in households]
    wanted, members = set(keys), {}
    # Every village has a household of each number, so that most of these are in none that is wanted.
    near = Person.objects.active().filter(
        unit_path__in={path for path, _ in keys}, household_number__in={own for _, own in keys}
    )
    near = near.values_list("pk", "unit_path", "household_number")
    inside = [pk for pk, path, number in near if (path, number) in wanted]
    for person in (
        Person.objects.filter(pk__in=inside).defer(*ENCRYPTED).for_list().order_by("birth_date", "pk")
    ):
        members.setdefault((person.unit_path, person.household_number), []).append(person)
    return [_described(members[key]) for key in keys]


def _described(people):
    return {
        "people": people,
        "place": people[0].unit,
        "head": _head(people) or people[0],
        "severe": sum(person.is_severe for person in people),
        "address": next((person.address for person in people if person.address), ""),
    }


@dataclass(frozen=True)
class Household:
    """The people of the register that share a village and a household number."""

    unit: object
    number: str
    members: list
    former: list

    @property
    def is_shared(self):
        """True for 一户多残."""
        return len(self.members) >= SEVERAL

    @property
    def head(self):
        return _head(self.members)

    @property
    def address(self):
        """Return the address of the head, or of the first who has one."""
        first = [self.head] if self.head else []
        return next((person.address for person in [*first, *self.members] if person.address), "")

    @property
    def severe(self):
        return sum(person.is_severe for person in self.members)


def household_around(person):
    """Return the `Household` of a person; somebody without a number is alone in theirs. One query."""
    if not person.household_number:
        people = [person]
    else:
        people = list(
            Person.objects.filter(unit=person.unit, household_number=person.household_number)
            .select_related("unit", "unit__parent", "residence")
            .order_by("birth_date", "pk")
        )
    return Household(
        person.unit,
        person.household_number,
        [one for one in people if not one.is_archived],
        [one for one in people if one.is_archived],
    )


def _head(people):
    return next((person for person in people if person.relation == Relation.HEAD), None)
