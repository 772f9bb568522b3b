"""Drawing the 底册: one line for each holder on the register, as they are known now (domain.md §2.1)."""

from collections import Counter

from core import bulk
from orgs.models import Unit
from orgs.scoping import UnitScope
from registry.choices import CardState
from registry.models import Person
from registry.survey.models import SurveyLine, SurveyVillage

HOLDING = (CardState.VALID, CardState.FROZEN)
COLUMNS = ("name", "sex", "category", "grade", "address", "phone")


def draw_lines(survey, *, at):
    """Write a village for each one below the county and a line for each holder; return how many lines.

    A few statements for the whole county. Villages without a holder are there too: they have their own form.
    """
    _, lines = drawn(survey, at=at)
    bulk.insert(lines, at=at)
    return len(lines)


def drawn(survey, *, at):
    """Write the villages and return (villages, lines that are not saved yet)."""
    scope = UnitScope(paths=frozenset({survey.unit.path}))
    units = list(Unit.objects.within(scope).current().grassroots().in_tree_order())
    holders = Person.objects.within(scope).active().filter(card_state__in=HOLDING)
    people = list(
        holders.order_by("unit_path", "pinyin", "pk").only("unit_id", "unit_path", "birth_date", *COLUMNS)
    )
    known = {unit.pk for unit in units}
    more = {person.unit_id for person in people} - known  # a village that was merged, but still has people
    units += Unit.objects.within(scope).filter(pk__in=more)
    villages = [SurveyVillage(round=survey, unit=unit) for unit in units]
    bulk.insert(villages, at=at)
    by_unit = {village.unit_id: village for village in villages}
    numbers, lines = Counter(), []
    for person in people:
        numbers[person.unit_id] += 1
        lines.append(_line(survey, by_unit[person.unit_id], person, numbers[person.unit_id]))
    return villages, lines


def _line(survey, village, person, number):
    return SurveyLine(
        round_id=survey.pk,
        village_id=village.pk,
        unit_id=person.unit_id,
        unit_path=person.unit_path,
        person_id=person.pk,
        number=number,
        age=max(0, person.age_on(survey.standard_on)),
        **{name: getattr(person, name) for name in COLUMNS},
    )
