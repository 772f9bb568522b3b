"""Drawing the 底册: one line for each holder on the register, as they are known now (domain.md §2.1)."""

from collections import Counter

from core import bulk
from orgs.models import Unit
from orgs.scoping import UnitScope
from registry.choices import CardState
from registry.models import Person
from registry.models.identified import full_years
from registry.survey.models import SurveyLine, SurveyVillage

HOLDING = (CardState.VALID, CardState.FROZEN)
COLUMNS = (
    "pk", "unit_id", "unit_path", "birth_date", "name", "sex", "category", "grade", "address", "phone",
)  # fmt: skip


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
    people = list(holders.order_by("unit_path", "pinyin", "pk").values_list(*COLUMNS, named=True))
    known = {unit.pk for unit in units}
    more = {person.unit_id for person in people} - known  # a village that was merged, but still has people
    units += Unit.objects.within(scope).filter(pk__in=more)
    villages = [SurveyVillage(round=survey, unit=unit) for unit in units]
    bulk.insert(villages, at=at)
    by_unit = {village.unit_id: village.pk for village in villages}
    return villages, _lines(survey, by_unit, people)


def _lines(survey, villages, people):
    """Return an unsaved line for each of the people, numbered within their villages."""
    make, numbers, lines = bulk.maker(SurveyLine), Counter(), []
    for person in people:
        facts = person._asdict()
        age = max(0, full_years(facts.pop("birth_date"), survey.standard_on))
        numbers[person.unit_id] += 1
        lines.append(
            make(
                round_id=survey.pk, village_id=villages[person.unit_id], person_id=facts.pop("pk"),
                number=numbers[person.unit_id], age=age, **facts,
            )
        )  # fmt: skip
    return lines
