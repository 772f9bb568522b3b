"""Whom a cell means: the persons of a unit's register, found by what people write."""

import re

from django.core.exceptions import ValidationError

from core.encryption import digest
from orgs.scoping import below
from registry.identity import tidy_number
from registry.models import Person

NAME_AND_TAIL = re.compile(r"(?P<name>.+?)[\s（(]*(?P<tail>\d{3}[\dXx])[)）]?")
TAIL = 4


def written(person):
    """Return how a grid and a template write a person: name and the last four of the ID number."""
    return f"{person.name} {person.id_number[-TAIL:]}"


class Roster:
    """The persons of a unit's register, found by name, by name and last four, or by a whole number."""

    def __init__(self, unit):
        self._unit = unit
        self._people = None

    def _load(self):
        if self._people is None:
            people = Person.objects.active().filter(below(self._unit.path, "unit_path"))
            people = people.only("pk", "name", "id_number", "id_digest", "card_digest").order_by(
                "pinyin", "pk"
            )
            self._people = [(person, person.id_number[-TAIL:]) for person in people]
        return self._people

    def suggestions(self, most=400):
        """Return what a person field offers to choose from; nothing where there are too many."""
        people = self._load()
        return [f"{person.name} {tail}" for person, tail in people] if len(people) <= most else []

    def find(self, text):
        """Return the person meant by `text`.

        :raises ValidationError: nobody, or more than one; the message says what to write.
        """
        number = tidy_number(text)
        if len(number) >= 15 and number[:6].isdigit():
            return self._by_number(number)
        found = [pair for pair in self._load() if pair[0].name == text.strip()]
        if not found and (parts := NAME_AND_TAIL.fullmatch(text.strip())):
            name, tail = parts["name"].strip(), parts["tail"].upper()
            found = [pair for pair in self._load() if (pair[0].name, pair[1]) == (name, tail)]
        if len(found) == 1:
            return found[0][0]
        if found:
            tails = "、".join(f"{person.name} {tail}" for person, tail in found[:5])
            raise ValidationError(f"有 {len(found)} 位同名的人，请写姓名和身份证号后四位，如 {tails}。")
        raise ValidationError(
            f"{self._unit.name}的登记中没有“{text[:20]}”。请核对姓名，或先在残疾人登记中登记。"
        )

    def _by_number(self, number):
        mark = digest(number)
        for person, _ in self._load():
            if mark in (person.id_digest, person.card_digest):
                return person
        raise ValidationError(
            f"{self._unit.name}的登记中没有这个证号的人。请核对证号，或先在残疾人登记中登记。"
        )
