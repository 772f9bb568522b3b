"""Households with several disabled persons (一户多残), and the people of one household."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q

from registry.choices import SEVERE_GRADES, Relation
from registry.models import Person

SEVERAL = 2


def shared_households(scope, *, least=SEVERAL):
    """Return the households with at least `least` disabled persons on the register, in tree order.

    Each is a mapping: unit, unit_path, household_number, members, severe, first (a person's id).
    """
    people = Person.objects.within(scope).active().exclude(household_number="")
    return (
        people.order_by()
        .values("unit", "unit_path", "household_number")
        .annotate(
            members=Count("pk"),
            severe=Count("pk", filter=Q(grade__in=SEVERE_GRADES)),
            first=Min("pk"),
        )
        .filter(members__gte=least)
        .order_by("unit_path", "household_number")
    )


def with_members(households):
    """Add their units and members, in the order of the register, to the households of one page. One query."""
    numbers = [(row["unit"], row["household_number"]) for row in households]
    people = (
        Person.objects.active()
        .filter(
            unit__in={unit for unit, _ in numbers}, household_number__in={number for _, number in numbers}
        )
        .for_list()
        .order_by("birth_date", "pk")
    )
    members = {}
    for person in people:
        members.setdefault((person.unit_id, person.household_number), []).append(person)
    for row, key in zip(households, numbers, strict=True):
        row["people"] = members.get(key, [])
        row["place"] = row["people"][0].unit if row["people"] else None
        row["head"] = _head(row["people"])
        row["address"] = next((person.address for person in row["people"] if person.address), "")
    return households


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
