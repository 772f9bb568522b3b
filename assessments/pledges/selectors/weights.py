"""What targets may be spread by: persons, villages, and what each unit did last year."""

from decimal import Decimal

from django.db.models import Count

from assessments.pledges.choices import Formula
from assessments.rounds.models import Mark
from assessments.scorefacts.territory import Territory
from orgs.models import Unit
from registry.models import Person

ANSWERS = ("done", "value")  # the questions of the rules that have a target


def weights_for(formula, round_, item, sheets):
    """Return {unit id: weight} of the units of some sheets, in their order; zero where nothing is known."""
    units = [sheet.unit for sheet in sheets]
    known = _KNOWN[formula](round_, item, units)
    return {unit.pk: known.get(unit.pk, 0) for unit in units}


def persons_of(units):
    """Return {unit id: number of persons on the register at or below it}. One query."""
    territory = Territory(units)
    rows = Person.objects.active().filter(territory.inside("unit_path")).order_by()
    return _first(territory.sums(rows.values_list("unit_path").annotate(number=Count("pk"))))


def villages_of(units):
    """Return {unit id: number of villages and communities at or below it}. One query."""
    territory = Territory(units)
    paths = (
        Unit.objects.current().grassroots().filter(territory.inside("path")).values_list("path", flat=True)
    )
    return _first(territory.sums((path, 1) for path in paths))


def done_last_year(round_, item, units):
    """Return {unit id: what stands as done for the item in the year before}. One query."""
    rows = Mark.objects.filter(
        sheet__round__county=round_.county,
        sheet__round__subject=round_.subject,
        sheet__round__year=round_.year - 1,
        sheet__unit__in=[unit.pk for unit in units],
        lineage=item.lineage,
    ).order_by("stage", "pk")
    found = {}
    for unit, answers, told in rows.values_list("sheet__unit", "answers", "fact_answers"):
        said = (told or {}) | (answers or {})
        value = next((said[key] for key in ANSWERS if said.get(key) is not None), None)
        if value is not None:
            found[unit] = Decimal(str(value))
    return found


def _first(sums):
    return {key: numbers[0] for key, numbers in sums.items()}


_KNOWN = {
    Formula.EQUAL: lambda round_, item, units: {unit.pk: 1 for unit in units},
    Formula.PERSONS: lambda round_, item, units: persons_of(units),
    Formula.VILLAGES: lambda round_, item, units: villages_of(units),
    Formula.LAST_YEAR: done_last_year,
}
