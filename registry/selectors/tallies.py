"""Counts of the register."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q

from registry.choices import SEVERE_GRADES, CardState, Category, Grade
from registry.models import Person
from registry.models.persons import EXPIRY_WARNING_DAYS


@dataclass(frozen=True)
class RegisterTally:
    """What the register of a scope is made of, counting active persons on one day."""

    total: int = 0
    severe: int = 0
    expired: int = 0
    expiring: int = 0
    without_card: int = 0
    by_category: dict = field(default_factory=dict)  # Category -> number, in the national order
    by_grade: dict = field(default_factory=dict)
    cross: dict = field(default_factory=dict)  # (Category, Grade) -> number

    @property
    def category_rows(self):
        """Return the categories in national order as label, value, code: what a bar chart takes."""
        return [
            {"label": category.label, "value": self.by_category.get(category, 0), "code": category.value}
            for category in Category
        ]


def register_tally(scope, on):
    """Count the active persons of the scope by category and grade, and their certificates on the day `on`.

    One query, answered from an index alone, however many persons.
    """
    until = on + timedelta(days=EXPIRY_WARNING_DAYS)
    valid = Q(card_state=CardState.VALID)
    rows = list(
        Person.objects.within(scope)
        .active()
        .order_by()
        .values("category", "grade")
        .annotate(
            number=Count("pk"),
            expired=Count("pk", filter=valid & Q(card_expires_on__lt=on)),
            expiring=Count("pk", filter=valid & Q(card_expires_on__gte=on, card_expires_on__lte=until)),
        )
    )
    cross = {(row["category"], row["grade"]): row["number"] for row in rows}
    return RegisterTally(
        total=sum(cross.values()),
        severe=sum(number for (_, grade), number in cross.items() if grade in SEVERE_GRADES),
        expired=sum(row["expired"] for row in rows),
        expiring=sum(row["expiring"] for row in rows),
        without_card=sum(number for (category, _), number in cross.items() if not category),
        by_category={
            category: sum(number for (own, _), number in cross.items() if own == category)
            for category in Category
        },
        by_grade={
            grade: sum(number for (_, own), number in cross.items() if own == grade) for grade in Grade
        },
        cross=cross,
    )


def persons_per_unit(scope):
    """Return the number of active persons of each unit of the scope, as a mapping of unit id to number."""
    rows = Person.objects.within(scope).active().values("unit").annotate(number=Count("pk")).order_by()
    return {row["unit"]: row["number"] for row in rows}


def same_name_nearby(person):
    """Return active persons of the same name in the same village, other than the person itself."""
    namesakes = Person.objects.active().filter(unit=person.unit, name=person.name).exclude(pk=person.pk)
    return list(namesakes.order_by("pk")[:5])


def household_of(person):
    """Return the other active persons of the same household and village."""
    if not person.household_number:
        return []
    others = Person.objects.active().filter(household_number=person.household_number, unit=person.unit)
    return list(others.exclude(pk=person.pk).order_by("pk")[:20])
