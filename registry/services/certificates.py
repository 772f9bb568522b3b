"""Certificates and the copy of the current one that its holder carries."""

from datetime import date

from django.db import transaction

from registry.changes import announce
from registry.choices import CardState
from registry.models import Certificate, Person

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


@transaction.atomic
def put_certificate(person, *, by, at, number, category, grade, **details):
    """Record the person's current certificate and return it.

    The same number is the same certificate and is brought up to date; another number replaces it, and
    the old one stays in the history as 已换发. `details`: components, issued_on, expires_on, state.
    """
    current = person.certificates.current().first()
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
    _carry(person, certificate, by=by, at=at)
    return certificate


@transaction.atomic
def issue_certificate(person, *, by, at, number, category, grade, issued_on, **details):
    """Give the person a new certificate, even under the number of the old one, and return it.

    The one before stays in the history: as 已换发, or as 注销 if it had been cancelled.
    `details`: components, expires_on.
    """
    before = current_certificate(person)
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


def _carry(person, certificate, *, by, at):
    """Let the person carry what the certificate says, and tell who listens."""
    copy_to_person(person, certificate).save()
    announce(Person.objects.filter(pk=person.pk), by=by, at=at)


def current_certificate(person: Person):
    """Return the person's current certificate, or None."""
    return person.certificates.current().first()
