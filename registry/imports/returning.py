"""Rows that come back from an export: whose they are, and where both sides have changed since."""

from dataclasses import dataclass

from core.sheets.cells import text_of
from registry.imports.applying import CARD
from registry.imports.entries import problem_at
from registry.imports.rowkeys import RowKey, unseal
from registry.imports.showing import label_of, word_of
from registry.models import ImportAnswer, Person

COLUMN = "row_key"
SOME = 10_000  # keys of one query
COLUMN_OF = {"unit": "village", "card.number": "card_number", "card.state": "card_state"}
Choice = ImportAnswer.Choice


@dataclass(frozen=True)
class Returned:
    """A row with a sound row key: the key, and the ID number of its person."""

    key: RowKey
    id_number: str


def returned_rows(layout, rows, scope):
    """Return {row number: `Returned`} of the rows that carry a key of somebody in the scope."""
    if COLUMN not in layout.places:
        return {}
    texts = {row.number: text_of(layout.cell(row, COLUMN)) for row in rows}
    keys = {number: key for number, text in texts.items() if text and (key := unseal(text))}
    wanted, numbers = [key.person for key in keys.values()], {}
    for start in range(0, len(wanted), SOME):
        people = Person.objects.within(scope).filter(pk__in=wanted[start : start + SOME])
        numbers |= dict(people.values_list("pk", "id_number"))
    return {
        number: Returned(key, numbers[key.person]) for number, key in keys.items() if key.person in numbers
    }


def settle(change, plan, guidance):
    """Leave in a change only what its row says anew, and add a problem for each field changed on both sides.

    What the clerk has decided field by field is followed.
    """
    entry = change.entry
    key = entry.returned.key
    for name in list(change.after):
        column = column_of(name)
        touched = not key.was(name, change.after[name])
        moved_on = not key.was(name, change.before[name])
        choice = guidance.answer(entry.row, column)
        if not touched or (moved_on and choice == Choice.REGISTER):
            _drop(change, name)
        elif moved_on and choice != Choice.FILE:
            entry.add(_conflict(change, name, plan))


def column_of(name):
    """Return the key of the column that states a field of the person or, led by `card.`, the certificate."""
    return COLUMN_OF.get(name, name.removeprefix(CARD))


def _drop(change, name):
    before = change.before.pop(name)
    del change.after[name]
    if name.startswith(CARD):
        change.card_values[name.removeprefix(CARD)] = before


def _conflict(change, name, plan):
    units = {pk: str(unit) for pk, unit in plan.units.items()}
    now, wanted = (word_of(name, side[name], units) or "空" for side in (change.before, change.after))
    message = f"导出以后登记表里的{label_of(name)}已改为“{now}”，表中写的是“{wanted}”。"
    entry = change.entry
    return problem_at(plan.layout, entry.source, column_of(name), code="edit_conflict", message=message)
