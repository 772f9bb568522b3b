"""Writing a plan: persons, certificates and the rows of the batch, all of it or nothing."""

from django.db import IntegrityError, transaction

from core import bulk
from core.encryption import digest
from core.garbage import without_collecting
from registry.choices import CardState
from registry.imports.absent import replace_absences
from registry.imports.comparing import replaces
from registry.imports.storing import changed_row, keep_counts, new_row, refused_rows, replace_rows
from registry.models import Certificate, Person
from registry.services.certificates import copy_to_person

BATCH = 500
CARD = "card."
COPIES = {
    "name": ["pinyin"],
    "id_number": ["id_digest"],
    "phone": ["phone_digest"],
    "bank_account": ["bank_digest"],
    "unit": ["unit_path"],
}
CARD_COPIES = ["category", "grade", "card_digest", "card_state", "card_expires_on"]
CARD_FIELDS = [
    "number", "number_digest", "category", "grade", "components", "issued_on", "expires_on", "state",
    "is_current",
]  # fmt: skip


make_person, make_card = bulk.maker(Person), bulk.maker(Certificate)


class MovedOn(Exception):
    """The register has changed since the plan was made; nothing was written."""


@without_collecting
def build(plan):
    """Return (person, certificate or None) for each new row, unsaved; it takes long, so do it beforehand."""
    return [_build(entry) for entry in plan.new]


def _build(entry):
    person = make_person(**entry.facts)
    person.refresh_copies()
    return person, _certificate(person, entry.card) if entry.card else None


@without_collecting
def write(plan, batch, built, *, at, check=lambda: None):
    """Write the plan and the rows of the batch inside the caller's transaction; do not save the batch itself.

    :param built: what `build` made of the plan.
    :param at: the moment that the changes bear.
    :param check: called between the steps; what it raises takes everything back.
    :raises MovedOn: somebody has written to the same persons since the plan was made.
    """
    try:
        with transaction.atomic():
            bulk.insert([person for person, _ in built], at=at)
            check()
            _insert_cards([card for _, card in built if card], at=at)
            check()
            _change(plan, at=at)
            check()
            rows = [new_row(batch, e, p) for e, (p, _) in zip(plan.new, built, strict=True)]
            rows += [changed_row(batch, c, version=c.person.updated_at) for c in plan.changed]
            replace_rows(batch, rows + refused_rows(batch, plan))
            replace_absences(batch, plan)
            check()
    except IntegrityError as error:
        raise MovedOn from error
    keep_counts(batch, plan)


def _certificate(person, values):
    """Return a new current certificate, copied to the person; neither is saved."""
    card = make_card(person=person, **values)
    card.number_digest = digest(card.number)
    copy_to_person(person, card)
    return card


def _insert_cards(cards, *, at):
    for card in cards:
        card.person_id = card.person.pk  # which its holder has only now
    bulk.insert(cards, at=at)


def _change(plan, *, at):
    changes = plan.changed
    _refuse_if_touched(changes)
    replaced, created, updated = [], [], []
    names = set()
    for change in changes:
        person, entry = change.person, change.entry
        change.before["updated_at"] = person.updated_at.isoformat()  # to the microsecond, unlike JSON
        person.unit = plan.units.get(person.unit_id) or person.unit
        for name in change.after:
            if not name.startswith(CARD):
                setattr(person, name, entry.facts[name])
                names |= {name, *COPIES.get(name, ())}
        person.refresh_copies()
        if change.card_values:
            names |= set(CARD_COPIES)
            if change.card and not replaces(entry, change.card):
                updated.append(_brought_up_to_date(change))
            else:
                replaced += [change.card] if change.card else []
                created.append((change, _certificate(person, change.card_values)))
    _write_cards(replaced, created, updated, at=at)
    bulk.update([change.person for change in changes], names, at=at)


def _refuse_if_touched(changes):
    """Lock the persons and compare their versions with those of the plan."""
    versions = {change.person.pk: change.person.updated_at for change in changes}
    keys = sorted(versions)
    for start in range(0, len(keys), BATCH):
        people = Person.objects.select_for_update(of=("self",)).filter(pk__in=keys[start : start + BATCH])
        now = dict(people.order_by("pk").values_list("pk", "updated_at"))
        if any(now.get(key) != versions[key] for key in keys[start : start + BATCH]):
            raise MovedOn


def _brought_up_to_date(change):
    card = change.card
    change.before["card.pk"] = change.after["card.pk"] = card.pk
    for name, value in change.card_values.items():
        setattr(card, name, value)
    card.number_digest = digest(card.number)
    copy_to_person(change.person, card)
    return card


def _write_cards(replaced, created, updated, *, at):
    """Retire old certificates before the new ones come: there is one current certificate per person."""
    keys = [card.pk for card in replaced]
    for start in range(0, len(keys), BATCH):
        retired = Certificate.objects.filter(pk__in=keys[start : start + BATCH])
        retired.update(is_current=False, state=CardState.REPLACED, updated_at=at)
    _insert_cards([card for _, card in created], at=at)
    for change, card in created:
        change.before["card.pk"] = change.card.pk if change.card else None
        change.before["card.old_state"] = change.card.state if change.card else None
        change.after["card.pk"] = card.pk
    bulk.update(updated, CARD_FIELDS, at=at)
