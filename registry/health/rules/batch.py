"""Persons as the rules see them: bare values of many persons, fetched in three queries."""

from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from registry.identity import id_problems
from registry.models import Certificate, Person


class Subject(NamedTuple):
    """What the rules look at of one person."""

    pk: int
    unit_id: int
    unit_path: str
    unit_valid_to: date | None
    name: str
    sex: str
    birth_date: date
    id_number: str
    phone_digest: str
    bank_digest: str
    address: str
    hukou: str
    education: str
    marriage: str
    employment: str
    subsistence: str
    guardian_name: str
    guardian_phone: str
    category: str
    grade: str
    card_state: str
    card_expires_on: date | None
    archive_reason: str

    def age_on(self, day):
        """Return the full years on `day`."""
        born = self.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


COLUMNS = tuple("unit__valid_to" if name == "unit_valid_to" else name for name in Subject._fields)


class Card(NamedTuple):
    """What the rules look at of a current certificate."""

    person_id: int
    number: str
    category: str
    grade: str
    components: str


class Run:
    """One check of a county on a day: what its batches share. `is_whole`: it sees every person."""

    def __init__(self, county_path, *, today, is_whole):
        self.county_path = county_path
        self.today = today
        self.is_whole = is_whole
        self._remembered = {}

    def remember(self, key, make):
        """Return what `make()` gave the first time in this run."""
        if key not in self._remembered:
            self._remembered[key] = make()
        return self._remembered[key]


class Batch:
    """Some persons of a run, with their current certificates."""

    def __init__(self, run, subjects, cards):
        self.run = run
        self.today = run.today
        self.subjects = subjects
        self.cards = cards  # person's pk -> Card

    @classmethod
    def of(cls, run, chosen):
        """Fetch the persons that the condition `chosen` names, and their certificates. Two queries."""
        people = Person.objects.filter(_on(chosen, "")).order_by("unit_path", "pk").values_list(*COLUMNS)
        current = Certificate.objects.current().filter(_on(chosen, "person__"))
        cards = map(Card._make, current.values_list(*Card._fields).order_by())
        return cls(run, [Subject._make(row) for row in people], {card.person_id: card for card in cards})

    @cached_property
    def active(self):
        """Return those on the register."""
        return [subject for subject in self.subjects if not subject.archive_reason]

    @cached_property
    def archived(self):
        return [subject for subject in self.subjects if subject.archive_reason]

    @cached_property
    def sound(self):
        """Return those on the register whose ID number has nothing wrong with it."""
        wrong = self.id_problems
        return [subject for subject in self.active if subject.pk not in wrong]

    @cached_property
    def id_problems(self):
        """Return {person's pk: NumberProblem} of those on the register whose ID number is wrong."""
        found = ((s.pk, id_problems(s.id_number, today=self.today)) for s in self.active)
        return {pk: problems[0] for pk, problems in found if problems}

    @cached_property
    def carded(self):
        """Return (subject, Card) of those on the register who have a certificate with a number."""
        cards = self.cards
        pairs = ((subject, cards.get(subject.pk)) for subject in self.active)
        return [(subject, card) for subject, card in pairs if card and card.number]


def of_units(keys):
    """Return the condition that names everybody of the units."""
    return {"unit__in": keys}


def of_persons(keys):
    """Return the condition that names the persons."""
    return {"pk__in": keys}


def _on(chosen, prefix):
    if prefix and "pk__in" in chosen:
        return Q(person__in=chosen["pk__in"])
    return Q(**{f"{prefix}{name}": value for name, value in chosen.items()})
