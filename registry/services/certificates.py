"""Certificates and the copy of the current one that its holder carries."""

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from registry.changes import announce
from registry.choices import CardState
from registry.models import Certificate, CertificateChange, Person

VALID_YEARS = 10  # 办法 art. 19; domain.md §1.3


def expiry_of(issued_on, *, years=VALID_YEARS):
    """Return the day on which a certificate issued on `issued_on` runs out: ten years later."""
    if issued_on is None:
        return None
    try:
        return issued_on.replace(year=issued_on.year + years)
    except ValueError:  # 29 February
        return date(issued_on.year + years, 3, 1)


def copy_to_person(person, certificate):
    """Copy category, grade, digest, state and expiry of the certificate to the person, without saving."""
    if certificate is None:
        person.category = person.grade = person.card_digest = person.card_state = ""
        person.card_expires_on = None
        return person
    person.category, person.grade = certificate.category, certificate.grade
    person.card_digest = certificate.number_digest
    person.card_state = certificate.state
    person.card_expires_on = certificate.expires_on
    return person


def said_by(card):
    """Return what a certificate says that rights follow from, or None without a certificate."""
    names = ("category", "grade", "issued_on", "expires_on")
    return {name: getattr(card, name) for name in names} if card else None


def change_of(said, card, *, on, is_same=True):
    """Return the unsaved `CertificateChange` that keeps what was said before, or None if none is needed.

    None is needed where nothing but corrections was made, and where the dates of issue of two certificates
    tell by themselves until when the first one counted.

    :param said: what `said_by` returned before; the change counts from a later day of issue, else from `on`.
    :param is_same: the entry of one certificate was overwritten; otherwise `card` has followed another one.
    """
    if said is None:
        return None
    issued, before = card.issued_on, said["issued_on"]
    is_later = issued is not None and (before is None or issued > before)
    is_renewed = is_later and before is not None
    is_regraded = (said["category"], said["grade"]) != (card.category, card.grade)
    if not (is_regraded or is_renewed) or (is_later and not is_same):
        return None
    return CertificateChange(certificate=card, since=issued if is_later and issued <= on else on, **said)


@transaction.atomic
def put_certificate(person, *, by, at, number, category, grade, **details):
    """Record the person's current certificate and return it.

    The same number is the same certificate and is brought up to date; another number replaces it, and
    the old one stays in the history as 已换发. `details`: components, issued_on, expires_on, state.
    """
    current = person.certificates.current().first()
    said, before = said_by(current), current
    if current is not None and number and current.number and current.number != number:
        current.is_current, current.state = False, CardState.REPLACED
        current.save()
        current = None
    certificate = current or Certificate(person=person)
    certificate.number, certificate.category, certificate.grade = number, category, grade
    for name, value in details.items():
        setattr(certificate, name, value)
    certificate.expires_on = certificate.expires_on or expiry_of(certificate.issued_on)
    certificate.save()
    _keep(said, certificate, at=at, is_same=certificate == before)
    _carry(person, certificate, by=by, at=at)
    return certificate


@transaction.atomic
def issue_certificate(person, *, by, at, number, category, grade, issued_on, **details):
    """Give the person a new certificate, even under the number of the old one, and return it.

    The one before stays in the history: as 已换发, or as 注销 if it had been cancelled.
    `details`: components, expires_on.
    """
    before = current_certificate(person)
    said = said_by(before)
    if before is not None:
        before.is_current = False
        if before.state != CardState.CANCELLED:
            before.state = CardState.REPLACED
        before.save()
    details.setdefault("expires_on", expiry_of(issued_on))
    certificate = Certificate(
        person=person, number=number, category=category, grade=grade, issued_on=issued_on, **details
    )
    certificate.save()
    _keep(said, certificate, at=at, is_same=False)
    _carry(person, certificate, by=by, at=at)
    return certificate


@transaction.atomic
def change_state(person, state, *, by, at):
    """Freeze, release or cancel the person's current certificate and return it; None without one."""
    certificate = current_certificate(person)
    if certificate is not None:
        certificate.state = state
        certificate.save()
        _carry(person, certificate, by=by, at=at)
    return certificate


def _keep(said, certificate, *, at, is_same):
    """Keep what was said before; what was changed to and fro on one day never changed."""
    change = change_of(said, certificate, on=localdate(at), is_same=is_same)
    if change is None:
        return
    same_day = certificate.changes.filter(since=change.since).order_by("pk").first()
    if same_day is None:
        change.save()
    elif said_by(same_day) == said_by(certificate):
        same_day.delete()


def _carry(person, certificate, *, by, at):
    """Let the person carry what the certificate says, and tell who listens."""
    copy_to_person(person, certificate).save()
    announce(Person.objects.filter(pk=person.pk), by=by, at=at)


def current_certificate(person: Person):
    """Return the person's current certificate, or None."""
    return person.certificates.current().first()
