"""Writing a plan: persons, certificates and the rows of the batch, all of it or nothing."""

from collections import deque
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from core import bulk
from core.encryption import digest
from core.garbage import without_collecting
from orgs.models import Unit
from registry.choices import CardState
from registry.imports.absent import replace_absences
from registry.imports.comparing import replaces
from registry.imports.storing import (
    changed_row,
    keep_counts,
    new_row,
    parts_of,
    point_new_rows,
    refused_rows,
    replace_rows,
)
from registry.models import Certificate, ImportRow, Person
from registry.services.certificates import change_of, copy_to_person, said_by

BATCH = 500
CARD = "card."
PLACES = ("unit", "residence")
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


@dataclass(frozen=True, slots=True)
class NewPersons:
    """Some thousand persons and their certificates, ready to be written; `holders`: who of them has one."""

    persons: bulk.Prepared
    cards: bulk.Prepared | None
    holders: list[int]  # places in `persons`, in the order of the cards
    units: dict  # pk → unit that they are written to


@without_collecting
def build(plan, *, are_rows_kept=False):
    """Return the new rows as `NewPersons`, a part at a time; it takes long, so do it beforehand.

    :param are_rows_kept: the batch keeps what the rows say; so the plan lets go of it part by part, because
        both forms of a county are more than a small server should need.
    """
    if are_rows_kept:
        plan.mark()  # reckoned once, from what goes now
    return deque(_built(part, are_rows_kept) for part in parts_of(plan.new))


def _built(entries, are_rows_kept):
    pairs = [_build(entry) for entry in entries]
    cards = [card for _, card in pairs if card]
    units = _units_of(entries)
    if are_rows_kept:
        for entry in entries:
            entry.facts = entry.card = None
    return NewPersons(
        persons=bulk.prepare([person for person, _ in pairs]),
        cards=bulk.prepare(cards) if cards else None,
        holders=[place for place, (_, card) in enumerate(pairs) if card],
        units=units,
    )


def _units_of(entries):
    facts = (entry.facts for entry in entries)
    return {unit.pk: unit for said in facts for name in PLACES if (unit := said.get(name)) is not None}


def _build(entry):
    person = make_person(**entry.facts)
    person.refresh_copies()
    return person, _certificate(person, entry.card) if entry.card else None


@without_collecting
def write(plan, batch, built, *, at, check=lambda: None):
    """Write the plan and the rows of the batch inside the caller's transaction; do not save the batch itself.

    :param built: what `build` made of the plan; it is used up.
    :param at: the moment that the changes bear.
    :param check: called between the steps; what it raises takes everything back.
    :raises MovedOn: somebody has written to the same persons since the plan was made.
    """
    try:
        with transaction.atomic():
            refuse_if_units_changed(_units_written(plan, built))
            keys = _insert(built, at=at, check=check)
            _change(plan, at=at)
            check()
            _keep_rows(plan, batch, keys, at=at)
            replace_absences(batch, plan)
            check()
    except IntegrityError as error:
        raise MovedOn from error
    keep_counts(batch, plan)


def _insert(built, *, at, check):
    """Insert the new persons and certificates, letting go of each part, and return the persons' keys."""
    keys = []
    while built:
        part = built.popleft()
        some = bulk.insert_prepared(part.persons, at=at)
        check()
        if part.cards:
            _insert_cards(part, some, at=at)
            check()
        keys += some
    return keys


def _insert_cards(part, keys, *, at):
    holders = [keys[place] for place in part.holders]  # whose keys are known only now
    bulk.insert_prepared(part.cards, at=at, person_id=holders)


def _keep_rows(plan, batch, persons, *, at):
    """Keep what was done to each row; the new ones stand already, as people have seen them."""
    rows = [changed_row(batch, c, version=c.person.updated_at) for c in plan.changed]
    rows += refused_rows(batch, plan)
    if point_new_rows(batch, plan, persons, at=at):
        replace_rows(batch, rows, but=ImportRow.Outcome.NEW)
    elif any(entry.facts is None for entry in plan.new):
        raise MovedOn  # somebody has put other rows in the place of those that people have seen
    else:
        new = zip(plan.new, persons, strict=True)
        replace_rows(batch, [*(new_row(batch, entry, person, at) for entry, person in new), *rows])


def _certificate(person, values):
    """Return a new current certificate, copied to the person; neither is saved."""
    card = make_card(person=person, **values)
    card.number_digest = digest(card.number)
    copy_to_person(person, card)
    return card


def _change(plan, *, at):
    changes = plan.changed
    _refuse_if_touched(changes)
    replaced, created, updated, kept = [], [], [], []
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
            said, is_same = said_by(change.card), bool(change.card) and not replaces(entry, change.card)
            if is_same:
                updated.append(_brought_up_to_date(change))
            else:
                replaced += [change.card] if change.card else []
                created.append((change, _certificate(person, change.card_values)))
            card = updated[-1] if is_same else created[-1][1]
            kept.append((change, change_of(said, card, on=localdate(at), is_same=is_same)))
    _write_cards(replaced, created, updated, at=at)
    _keep([(change, made) for change, made in kept if made], at=at)
    bulk.update([change.person for change in changes], names, at=at)


def _units_written(plan, built):
    units = _units_of(change.entry for change in plan.changed)
    for part in built:
        units |= part.units
    return units


def refuse_if_units_changed(units):
    """Compare units (key → unit) that a plan writes with those of now: one may have been moved or closed.

    :raises MovedOn: one was.
    """
    now = Unit.objects.select_for_update(of=("self",)).filter(pk__in=units).order_by("pk")
    there = {pk: (path, closed) for pk, path, closed in now.values_list("pk", "path", "valid_to")}
    if any(there.get(pk) != (unit.path, unit.valid_to) for pk, unit in units.items()):
        raise MovedOn


def _keep(kept, *, at):
    """Keep what overwritten certificates said before, and note on the row what taking it back removes."""
    for _, made in kept:
        made.certificate_id = made.certificate.pk  # which a new one has only now
    bulk.insert([made for _, made in kept], at=at)
    for change, made in kept:
        change.after["card.change"] = made.pk


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
    for change, card in created:
        card.person_id = change.person.pk
    bulk.insert([card for _, card in created], at=at)
    for change, card in created:
        change.before["card.pk"] = change.card.pk if change.card else None
        change.before["card.old_state"] = change.card.state if change.card else None
        change.after["card.pk"] = card.pk
    bulk.update(updated, CARD_FIELDS, at=at)
