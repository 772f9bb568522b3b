"""An import row in words: which field, what it said, what it will say; sensitive values masked."""

from django.db import models

from core.masking import masked_bank_account, masked_card_number, masked_id_number, masked_phone
from orgs.models import Unit
from registry.imports.applying import CARD
from registry.imports.columns import TITLES
from registry.models import Certificate, Person

HIDDEN = ("updated_at", "card.pk", "card.change", "card.old_state", "card.is_current")
MASKS = {
    "id_number": masked_id_number,
    "card.number": masked_card_number,
    "phone": masked_phone,
    "guardian_phone": masked_phone,
    "bank_account": masked_bank_account,
}
UNITS = ("unit", "residence")
SHORTENED = ("card_number", "phone", "guardian_phone", "bank_account")
TAIL = 4
PROPOSALS = {"id_number": masked_id_number, "card_number": masked_card_number}


def changes_in_words(rows):
    """Give each row `shown`: (label, before, after) of every field it changes. One query for the units."""
    values = [(row.before or {}) | {} for row in rows] + [(row.after or {}) for row in rows]
    keys = {value for each in values for name, value in each.items() if name in UNITS and value}
    names = {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=keys)}
    for row in rows:
        row.shown = [
            (label_of(name), word_of(name, (row.before or {}).get(name), names), word_of(name, after, names))
            for name, after in (row.after or {}).items()
            if name not in HIDDEN
        ]
    return rows


def problems_in_words(rows):
    """Give each row `shown`: its stored problems with the proposal masked where it is sensitive."""
    for row in rows:
        row.shown = [
            problem
            | {
                "proposal": _masked_proposal(problem),
                "raw": _shortened(problem),
                "can_accept": problem["key"] == "id_number" and bool(problem["proposal"]),
            }
            for problem in (row.problems or [])
        ]
    return rows


def can_answer(rows):
    """True if any of the shown rows has a proposal to accept or a conflict to settle."""
    problems = [problem for row in rows for problem in row.shown]
    return any(problem["can_accept"] or problem["code"] == "edit_conflict" for problem in problems)


def answers_in_words(answers):
    """Give each decision `in_words`: which column, and what was decided, masked."""
    for answer in answers:
        value = f"：{masked_id_number(answer.value)}" if answer.value else ""
        answer.in_words = f"{TITLES.get(answer.key, answer.key)}{answer.get_choice_display()}{value}"
    return answers


def label_of(name):
    """Return the Chinese name of a field of the person or, led by `card.`, of the certificate."""
    return str(_field(name).verbose_name)


def _field(name):
    model = Certificate if name.startswith(CARD) else Person
    return model._meta.get_field(name.removeprefix(CARD))


def word_of(name, value, units):
    """Return a field's value as people read it, sensitive ones masked; `units` maps keys to names."""
    if value in (None, ""):
        return ""
    if name in UNITS:
        return units.get(value, "")
    if name in MASKS:
        return MASKS[name](str(value))
    field = _field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return value[:10] if isinstance(field, models.DateField) and isinstance(value, str) else str(value)


def _shortened(problem):
    """Return what the cell shows; of numbers other than the ID number only the end, by which it is found."""
    raw = problem["raw"]
    return f"…{raw[-TAIL:]}" if problem["key"] in SHORTENED and len(raw) > TAIL else raw


def _masked_proposal(problem):
    mask = PROPOSALS.get(problem["key"])
    return mask(problem["proposal"]) if mask and problem["proposal"] else problem["proposal"]
