"""Whose certificate has run out or is about to: the work-list of 换领 (domain.md §1.3)."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from orgs.models import STEP, Unit
from registry.certificates.defaults import EXPIRY_DAYS
from registry.certificates.models import CertificateCase
from registry.choices import CardState
from registry.models import Person


@dataclass(frozen=True)
class Span:
    """One tab of the work-list: certificates that run out between two numbers of days from now."""

    key: str
    label: str
    first: int | None
    last: int

    def condition(self, on):
        """Return the condition on persons, as of the day `on`."""
        found = Q(card_state=CardState.VALID, card_expires_on__lte=on + timedelta(days=self.last))
        return (
            found if self.first is None else found & Q(card_expires_on__gte=on + timedelta(days=self.first))
        )


def _spans():
    yield Span("expired", "已过期", None, -1)
    first = 0
    for days in EXPIRY_DAYS:
        label = f"{days} 天内" if not first else f"{first}–{days} 天"
        yield Span(str(days), label, first, days)
        first = days + 1


SPANS = {span.key: span for span in _spans()}


def expiring_people(scope, span, on):
    """Return the active persons of the scope whose certificate runs out in the span, as of the day `on`."""
    return Person.objects.within(scope).active().filter(span.condition(on))


@dataclass(frozen=True)
class ExpiryTally:
    """How many certificates of a scope run out in each span, in all and by unit."""

    totals: dict
    rows: list  # (unit, {span key: number})


def expiry_tally(scope, on):
    """Count the persons of the work-list by span and unit: townships, or villages within one township.

    Two queries, the first answered from an index alone.
    """
    people = (
        Person.objects.within(scope)
        .active()
        .filter(card_state=CardState.VALID, card_expires_on__lte=on + timedelta(days=EXPIRY_DAYS[-1]))
    )
    counts = {key: Count("pk", filter=span.condition(on)) for key, span in SPANS.items()}
    villages = list(people.order_by().values("unit_path").annotate(**counts))
    totals, by_place = Counter(), {}
    places = {row["unit_path"][:-STEP] for row in villages}
    is_wide = len(places) > 1
    for row in villages:
        place = row["unit_path"][:-STEP] if is_wide else row["unit_path"]
        own = {key: row[key] for key in SPANS}
        by_place.setdefault(place, Counter()).update(own)
        totals.update(own)
    units = Unit.objects.filter(path__in=by_place).in_tree_order()
    return ExpiryTally({key: totals[key] for key in SPANS}, [(unit, by_place[unit.path]) for unit in units])


def with_cases(people):
    """Give each person of one page their unfinished case as `case`, None without one. One query."""
    owners = [person.pk for person in people]
    cases = CertificateCase.objects.unfinished().filter(person__in=owners)
    case_of = {case.person_id: case for case in cases}
    for person in people:
        person.case = case_of.get(person.pk)
    return people
