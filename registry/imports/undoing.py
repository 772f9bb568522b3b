"""Taking an import back: what it made goes, what it changed returns, what was touched since stays."""

from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from django.db import models

from core import bulk, lookups  # noqa: F401 -- the latter registers `among`
from core.encryption import digest
from core.garbage import without_collecting
from orgs.models import Unit
from registry.imports.applying import BATCH, CARD, CARD_COPIES, CARD_FIELDS, COPIES
from registry.models import (
    BenefitFinding,
    Certificate,
    CertificateCase,
    CertificateChange,
    Circumstance,
    ComparisonRow,
    Finding,
    ImportAbsence,
    ImportRow,
    Person,
)
from registry.services.certificates import copy_to_person

TOUCHED = "导入之后又有改动"
IN_USE = "其他记录已经用到此人"
CARD_IN_USE = "证件业务已经用到新证"
GONE = "登记表里已经没有此人"
# What refers to a person without holding them back.
GOES_ALONG = (Certificate, Circumstance, Finding, ImportAbsence, ImportRow)
# What holds a person back only as far as somebody has dealt with it.
WHILE_UNTOUCHED = {
    BenefitFinding: {"entries": None, "files": None},
    ComparisonRow: {"decisions": None},
}
UNITS = ("unit", "residence")
KEYS = ("card.pk", "card.change")  # of what a row has written, beside what it says
NEEDED_OF_NEW = ("batch", "row", "outcome", "name", "person_version", "person__updated_at", "person__unit")
AT_ONCE = 5_000  # persons in one statement


class MadeRow(NamedTuple):
    """A row that put a person on the register: its key, its number, theirs, and where they stand now."""

    pk: int
    row: int
    person_id: int | None
    unit_id: int | None


@dataclass
class Takeback:
    """What taking a batch back does, row by row."""

    removed: list[MadeRow | ImportRow] = field(default_factory=list)  # of a roster: `MadeRow`
    restored: list[ImportRow] = field(default_factory=list)
    kept: list[ImportRow] = field(default_factory=list)


def plan_takeback(batch, *, own=None):
    """Return what can be taken back, and what has been touched since and stays. Nothing is written.

    :param own: model → keys of records that the batch itself has made, which hold nobody back.
    """
    plan, used = Takeback(), _persons_in_use(batch, own or {})
    plan.kept = _weigh_new(batch, plan, used)
    changed = batch.rows.select_related("person").filter(outcome=ImportRow.Outcome.CHANGED)
    changed = list(changed.order_by("row"))
    named = _cards_in_use(changed)
    for row in changed:
        now = row.person.updated_at if row.person else None
        row.kept_because = _why_kept(row.person_id, row.person_version, now) or _why_card_kept(row, named)
        (plan.kept if row.kept_because else plan.restored).append(row)
    plan.kept.sort(key=attrgetter("row"))
    return plan


def _weigh_new(batch, plan, used):
    """Put the new rows that nobody has touched since into `plan.removed`, and return the others."""
    new = batch.rows.filter(outcome=ImportRow.Outcome.NEW)
    because = {}
    columns = ("person_version", "person__updated_at", "pk", "row", "person_id", "person__unit_id")
    for version, now, *row in new.order_by("row").values_list(*columns):
        made = MadeRow(*row)
        why = _why_kept(made.person_id, version, now) or (IN_USE if made.person_id in used else "")
        if why:
            because[made.pk] = why
        else:
            plan.removed.append(made)
    kept = list(new.select_related("person").only(*NEEDED_OF_NEW).filter(pk__among=list(because)))
    for row in kept:  # nothing of them must be deciphered
        row.kept_because = because[row.pk]
    return kept


@without_collecting
def take_back(batch, *, at, check=lambda: None, first=lambda plan: None, own=None):
    """Take the batch back, inside the caller's transaction, and return the `Takeback`.

    Only persons that this batch put on the register and that nobody has touched since are removed: they
    never were business records. Everything else is changed back or left as it is.

    :param check: called between the steps; what it raises takes everything back.
    :param first: takes the `Takeback` before anything is undone, for what has to go before.
    :param own: see `plan_takeback`.
    """
    list(Person.objects.select_for_update(of=("self",)).filter(import_rows__batch=batch).values_list("pk"))
    plan = plan_takeback(batch, own=own)
    first(plan)
    check()
    _restore(plan.restored, at=at)
    check()
    _remove([row.person_id for row in plan.removed])
    check()
    ImportRow.objects.bulk_update(plan.kept, ["kept_because"], batch_size=BATCH)
    return plan


def _why_kept(person, version, now):
    """Return why a row stays as it is: its person (a key) is gone, or no longer in the version it left."""
    if person is None:
        return GONE
    return TOUCHED if now != version else ""


def _persons_in_use(batch, own):
    """Return the keys of the batch's persons to whom records of any app refer. One query per such model."""
    used = set()
    for relation in Person._meta.related_objects:
        if relation.related_model not in GOES_ALONG:
            name = relation.field.name
            records = relation.related_model._base_manager.filter(**{f"{name}__import_rows__batch": batch})
            if keys := own.get(relation.related_model):
                records = records.exclude(pk__among=keys)
            if untouched := WHILE_UNTOUCHED.get(relation.related_model):
                records = records.exclude(pk__in=records.filter(**untouched).values("pk"))
            used |= set(records.values_list(name, flat=True))
    return used


def _cards_in_use(rows):
    """Return {certificate's pk: the cases that speak of it}, of the certificates that the rows have made."""
    made = [row.after["card.pk"] for row in rows if _made_card(row)]
    named = {}
    for keys in _chunks(made):
        for relation in ("certificate", "replaced"):
            cases = CertificateCase.objects.filter(**{f"{relation}__in": keys})
            for card, case in cases.values_list(relation, "pk"):
                named.setdefault(card, set()).add(case)
    return named


def _made_card(row):
    """True if a changed row has given its person another certificate."""
    is_change = row.outcome == ImportRow.Outcome.CHANGED and "card.pk" in (row.after or {})
    return is_change and row.after["card.pk"] != row.before["card.pk"]


def _why_card_kept(row, named):
    """Return why a new certificate must stay: a case other than the one that made it speaks of it."""
    others = named.get(row.after["card.pk"], set()) - {row.before.get("case")} if _made_card(row) else ()
    return CARD_IN_USE if others else ""


def _restore(rows, *, at):
    people = [row.person for row in rows]
    units = Unit.objects.in_bulk({row.before.get("unit", row.person.unit_id) for row in rows})
    versions, names = {}, set()
    for row in rows:
        person = row.person
        versions[person.pk] = row.before["updated_at"]
        fields = [name for name in row.after if not name.startswith(CARD)]
        for name in fields:
            setattr(person, f"{name}_id" if name in UNITS else name, _value(Person, name, row.before[name]))
            names |= {name, *COPIES.get(name, ())}
        person.unit = units[person.unit_id]
        person.refresh_copies()
    names |= set(CARD_COPIES) if _restore_cards(rows, at=at) else set()
    bulk.update(people, names, at=at)
    _pass_on_versions({person.pk: (versions[person.pk], person.updated_at) for person in people})


def _restore_cards(rows, *, at):
    """Bring back the certificates as they were, and their copies on the persons; return them."""
    rows = [row for row in rows if "card.pk" in row.after]
    cards = Certificate.objects.in_bulk({row.before["card.pk"] for row in rows} - {None})
    for keys in _chunks([row.after["card.change"] for row in rows if "card.change" in row.after]):
        CertificateChange.objects.filter(pk__in=keys)._raw_delete(CertificateChange.objects.db)
    added = [row.after["card.pk"] for row in rows if row.before["card.pk"] != row.after["card.pk"]]
    for keys in _chunks(added):
        made = CertificateChange.objects.filter(certificate__in=keys)
        made._raw_delete(CertificateChange.objects.db)
        Certificate.objects.filter(pk__in=keys)._raw_delete(Certificate.objects.db)
    for row in rows:
        card = cards.get(row.before["card.pk"])
        if card is not None and card.pk == row.after["card.pk"]:
            for name in row.after:
                if name.startswith(CARD) and name not in KEYS:
                    plain = name.removeprefix(CARD)
                    setattr(card, plain, _value(Certificate, plain, row.before[name]))
        elif card is not None:
            card.is_current, card.state = True, row.before["card.old_state"]
        if card is not None:
            card.number_digest = digest(card.number)
        copy_to_person(row.person, card)
    bulk.update(list(cards.values()), CARD_FIELDS, at=at)
    return rows


def _value(model, name, stored):
    """Return a value from the JSON of a row as the field holds it."""
    is_day = isinstance(model._meta.get_field(name), models.DateField)
    return date.fromisoformat(stored) if is_day and stored else stored


def _pass_on_versions(versions):
    """Let earlier batches know that a person is again as they left them, so that they can be taken back, too.

    :param versions: person's pk → (ISO version before the batch, version now).
    """
    mended = []
    for keys in _chunks(list(versions)):
        rows = ImportRow.objects.filter(person__in=keys, person_version__isnull=False)
        for row in rows.only("person", "person_version"):
            before, now = versions[row.person_id]
            if row.person_version.isoformat() == before:
                row.person_version = now
                mended.append(row)
    ImportRow.objects.bulk_update(mended, ["person_version"], batch_size=BATCH)


def _remove(keys):
    """Delete persons with their certificates. They are nobody's records, so nothing cascades from them."""
    changes = CertificateChange.objects.filter(certificate__person__pk__among=keys)
    changes._raw_delete(CertificateChange.objects.db)
    for model in (Certificate, Finding, *WHILE_UNTOUCHED, Circumstance):
        model._base_manager.filter(person__pk__among=keys)._raw_delete(model._base_manager.db)
    ImportRow.objects.filter(person__pk__among=keys).update(person=None)
    ImportAbsence.objects.filter(person__pk__among=keys)._raw_delete(ImportAbsence.objects.db)
    Person.objects.filter(pk__among=keys)._raw_delete(Person.objects.db)


def _chunks(keys):
    return [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]
