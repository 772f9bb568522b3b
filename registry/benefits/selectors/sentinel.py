"""Fetching what the sentinel compares: persons of some villages, or of one household."""

from collections import defaultdict

from django.db.models import Q

from orgs.scoping import below
from registry.benefits.book import Book
from registry.benefits.comparing import Member, Window, compare, fault_of, is_head
from registry.benefits.defaults import MONTHS_WATCHED
from registry.benefits.entitlement import Granted
from registry.benefits.facts import facts_of
from registry.benefits.models import Grant, Payment
from registry.benefits.months import first_day, last_day, month_of
from registry.models.persons import Person


def window_of(county, today, months=MONTHS_WATCHED):
    """Return the Window of the last `months` months of a county, this one included. Two queries."""
    last = month_of(today)
    first = last - months + 1
    paid = Payment.objects.filter(
        kind__unit=county, month__range=(first_day(first), last_day(last))
    ).order_by().values_list("kind_id", "month").distinct()  # fmt: skip
    granted = Grant.objects.filter(kind__unit=county).order_by().values_list("kind_id", flat=True).distinct()
    return Window(first, last, frozenset((k, month_of(m)) for k, m in paid), frozenset(granted))


def members_of(people, window):
    """Return the Members that the persons of a queryset are. Seven queries."""
    facts = facts_of(people)
    keys = people.order_by().values("pk")
    members = {}
    for pk, unit, number, relation in people.order_by("pk").values_list(
        "pk", "unit_id", "household_number", "relation"
    ):
        home = (unit, number) if number else ()
        members[pk] = Member(facts[pk], home, is_head(relation))
    grants = Grant.objects.filter(person__in=keys).order_by("first_month", "pk")
    for pk, kind, first, last, tier, amount, persons in grants.values_list(
        "person_id", "kind_id", "first_month", "last_month", "tier", "amount", "persons"
    ):
        granted = Granted(month_of(first), last and month_of(last), tier, amount, persons)
        members[pk].grants.setdefault(kind, []).append(granted)
    within = (first_day(window.first), first_day(window.last))
    paid = Payment.objects.filter(person__in=keys, month__range=within).order_by()
    for pk, kind, day, amount in paid.values_list("person_id", "kind_id", "month", "amount"):
        months = members[pk].paid.setdefault(kind, {})
        month = month_of(day)
        months[month] = months[month] + amount if month in months else amount
    return list(members.values())


def faults_in(members, book, window):
    """Yield (member, kind, fault, lines): the months that are wrong, by their fault."""
    homes = defaultdict(int)
    for member in members:
        homes[member.household] += 1
    for member, kind, lines in compare(members, book, window):
        has_mates = bool(member.household) and homes[member.household] > 1
        by_fault = {}
        for line in lines:
            if line.actual != line.due.amount:
                fault = fault_of(line, member, kind, has_mates=has_mates)
                by_fault.setdefault(fault, []).append(line)
        for fault, wrong in by_fault.items():
            yield member, kind, fault, wrong


def months_of(person, county, today, months=MONTHS_WATCHED):
    """Return [(kind, lines)] of one person, reckoned now with the whole household. Some twelve queries."""
    book, window = Book.of(county), window_of(county, today, months)
    here = Q(pk=person.pk)
    if person.household_number:
        here |= Q(unit=person.unit_id, household_number=person.household_number)
    members = members_of(Person.objects.filter(here), window)
    return [
        (kind, lines)
        for member, kind, lines in compare(members, book, window)
        if member.facts.pk == person.pk
    ]


def people_below(unit):
    """Return everybody of the register below a unit, archived ones too."""
    return Person.objects.filter(below(unit.path, "unit_path"))
