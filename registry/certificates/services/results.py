"""Writing the results of many cases at once: certificates issued, frozen, cancelled; the history kept."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from core import bulk
from core.encryption import digest
from registry.certificates.choices import CaseKind, CaseState
from registry.certificates.defaults import ARCHIVED_BY_CANCELLING, KINDS
from registry.certificates.models import CaseEntry, CertificateCase
from registry.choices import CardState
from registry.models import Certificate, Person
from registry.services.certificates import change_of, copy_to_person, said_by

SOME = 500
ISSUING = frozenset({CaseKind.NEW, CaseKind.RENEW, CaseKind.CHANGE, CaseKind.REISSUE})
STATES = {
    CaseKind.FREEZE: CardState.FROZEN,
    CaseKind.UNFREEZE: CardState.VALID,
    CaseKind.CANCEL: CardState.CANCELLED,
}
ON_PERSON = [
    "category", "grade", "card_digest", "card_state", "card_expires_on", "archived_at", "archived_by",
    "archive_reason", "archive_date",
]  # fmt: skip


@dataclass
class Result:
    """What has come of one case; `card` holds the values of a new certificate.

    The person of a 新办 may be new to the register: then they are not saved yet.
    """

    kind: str
    person: Person
    old: Certificate | None
    on: date
    card: dict | None = None
    reason: str = ""
    made: Certificate | None = None
    case: CertificateCase | None = None


def write_results(results, *, by, at, note):
    """Write the results inside the caller's transaction; give each `made` and `case`.

    The certificate before stays in the history, as 已换发 or as it ended. Each result becomes a finished
    case, so that the person's page tells what was done. That the rules allow it, the caller has asked.

    :param note: how the results came here; it stands in the cases.
    """
    _retire([r.old.pk for r in results if r.kind in ISSUING and r.old is not None], at=at)
    issued = [r for r in results if r.kind in ISSUING]
    for result in issued:
        result.made = Certificate(person=result.person, **result.card)
        result.made.number_digest = digest(result.made.number)
        copy_to_person(result.person, result.made)
    newcomers = _register([r for r in issued if r.person.pk is None], at=at)
    bulk.insert([r.made for r in issued], at=at)
    today = localdate(at)
    changes = [change_of(said_by(r.old), r.made, on=today, is_same=False) for r in issued]
    bulk.insert([change for change in changes if change], at=at)
    turned = [r for r in results if r.kind in STATES]
    for result in turned:
        result.old.state = STATES[result.kind]
        copy_to_person(result.person, result.old)
        if result.kind == CaseKind.CANCEL:
            _archive(result, by=by, at=at)
    bulk.update([r.old for r in turned], ["state"], at=at)
    bulk.update([r.person for r in results if r.person.pk not in newcomers], ON_PERSON, at=at)
    for result in results:
        result.case = _finished(result, by=by, at=at, note=note)
    bulk.insert([r.case for r in results], at=at)
    bulk.insert([_entry(r, by=by, note=note) for r in results], at=at)


def _register(results, *, at):
    """Put the persons of the results on the register and return their keys."""
    for result in results:
        result.person.refresh_copies()
    bulk.insert([result.person for result in results], at=at)
    for result in results:
        result.made.person_id = result.person.pk
    return {result.person.pk for result in results}


def _retire(keys, *, at):
    for start in range(0, len(keys), SOME):
        cards = Certificate.objects.filter(pk__in=keys[start : start + SOME])
        cards.filter(state=CardState.CANCELLED).update(is_current=False, updated_at=at)
        cards.filter(is_current=True).update(is_current=False, state=CardState.REPLACED, updated_at=at)


def _archive(result, *, by, at):
    person = result.person
    person.archived_at, person.archived_by = at, by
    person.archive_reason, person.archive_date = ARCHIVED_BY_CANCELLING[result.reason], result.on


def _finished(result, *, by, at, note):
    shown = result.made or result.old
    case = CertificateCase(
        kind=result.kind, unit_id=result.person.unit_id, person=result.person, state=CaseState.DONE,
        step=KINDS[result.kind].steps[-1].key, step_since=result.on, applied_on=result.on, started_by=by,
        finished_at=at, finished_by=by, reason=result.reason, note=note, certificate=shown,
        replaced=result.old if result.kind in ISSUING or result.kind == CaseKind.CANCEL else None,
        category=shown.category, grade=shown.grade, components=shown.components,
    )  # fmt: skip
    if result.kind == CaseKind.CANCEL:
        case.happened_on, case.certificate = result.on, None
    case.refresh_copies()
    return case


def _entry(result, *, by, note):
    return CaseEntry(case=result.case, step=result.case.step, done_on=result.on, by=by, note=note[:300])


def remove_cases(keys):
    """Delete the cases that an import has made, with their entries."""
    for start in range(0, len(keys), SOME):
        some = keys[start : start + SOME]
        CaseEntry.objects.filter(case__in=some)._raw_delete(CaseEntry.objects.db)
        CertificateCase.objects.filter(pk__in=some)._raw_delete(CertificateCase.objects.db)
