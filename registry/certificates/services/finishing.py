"""What the last step of each kind of case does to the certificate and to the register."""

from core.encryption import digest
from core.permissions import Permission
from registry.certificates.choices import CaseKind
from registry.certificates.defaults import ARCHIVED_BY_CANCELLING, rule_on
from registry.certificates.numbers import (
    NumberExhausted,
    derived_number,
    number_after_loss,
    number_after_regrading,
)
from registry.certificates.selectors.rules import rules_for
from registry.certificates.services.refusal import CaseRefused
from registry.choices import ArchiveReason, CardState
from registry.identity import birth_date_of, sex_of
from registry.models import Certificate, Person
from registry.services import certificates, persons


def finish(case, *, by, at, on):
    """Write what the case is about, as of the day `on`; the case itself is the caller's to save.

    :raises registry.services.persons.PersonRefused: the register does not allow it any more.
    """
    person = _locked(case.person)
    if person is not None and person.is_archived and case.kind not in (CaseKind.NEW, CaseKind.MOVE_IN):
        raise CaseRefused("该人员已归档，请撤销本业务；恢复登记后再办。")
    DOINGS[case.kind](case, person, by=by, at=at, on=on)


def _locked(person):
    if person is None:
        return None
    return Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)


def _first(case, person, *, by, at, on):
    """新办: put a newcomer on the register, bring somebody back who had left, and issue the certificate."""
    if person is None:
        person = persons.create_person(by=by, at=at, **_applicant(case))
        case.person = person
    elif person.is_archived:
        person = persons.restore_person(person, by=by, at=at)
    _issue_as_assessed(case, person, by=by, at=at, on=on)


def _renew(case, person, *, by, at, on):
    """换领: the same number, category and grade, valid anew."""
    old = _card_of(case, person)
    number = old.number or derived_number(person.id_number, old.category, old.grade)
    _issue(case, person, by=by, at=at, on=on, number=number, like=old)


def _reissue(case, person, *, by, at, on):
    """挂失补办: the next suffix; the certificate runs out when the lost one would have."""
    old = _card_of(case, person)
    rule = rule_on(case.applied_on)
    number = old.number or derived_number(person.id_number, old.category, old.grade)
    try:
        number = number_after_loss(number, last=rule.last_suffix)
    except NumberExhausted as problem:
        raise CaseRefused(str(problem)) from problem
    _issue(case, person, by=by, at=at, on=on, number=number, like=old)


def _issue_as_assessed(case, person, *, by, at, on):
    """新办 and 变更: the number follows from the ID number and what the assessment found."""
    used = [card.number for card in person.certificates.all() if card.number]
    number = number_after_regrading(person.id_number, case.category, case.grade, used=used)
    _issue(case, person, by=by, at=at, on=on, number=number, like=case)


def _issue(case, person, *, by, at, on, number, like):
    """Issue a certificate with category, grade and components of `like`, and note both on the case."""
    _must_be_nobody_elses(number, person)
    old = certificates.current_certificate(person)
    if old is not None and old.issued_on and on < old.issued_on:
        raise CaseRefused(f"发证日期不能早于原证的发证日期（{old.issued_on}）。", field="done_on")
    expires = certificates.expiry_of(on, years=rules_for(case.unit).on(case.applied_on).valid_years)
    if case.spec.keeps_expiry and old is not None and old.expires_on and old.expires_on > on:
        expires = old.expires_on
    case.replaced = old
    case.certificate = certificates.issue_certificate(
        person, by=by, at=at, number=number, category=like.category, grade=like.grade,
        components=like.components, issued_on=on, expires_on=expires,
    )  # fmt: skip
    case.category, case.grade, case.components = like.category, like.grade, like.components


def _must_be_nobody_elses(number, person):
    others = Certificate.objects.current().filter(number_digest=digest(number)).exclude(person=person)
    if others.exists():
        raise CaseRefused("该残疾人证号已登记在其他人名下，请先核对双方的身份证号。")


def _card_of(case, person):
    card = certificates.current_certificate(person)
    if card is None or card.state != CardState.VALID:
        raise CaseRefused("原证已不是有效状态，请撤销本业务后重新核对。")
    return card


def _move_in(case, person, *, by, at, on):
    """迁入: bring back, move within the county, take over from elsewhere, or put on the register."""
    known = person or Person.objects.filter(id_digest=case.id_digest).select_related("unit").first()
    if known is None:
        case.person = persons.create_person(by=by, at=at, card=_stated_card(case), **_applicant(case))
        case.certificate = certificates.current_certificate(case.person)
        return
    known = _locked(known)
    _must_have_left(known, by)
    known.archived_at = known.archived_by = known.archive_date = None
    known.archive_reason = ""
    if known.unit_id != case.unit_id:
        known.unit, known.residence = case.unit, None
        known.household_number = known.relation = ""  # both belong to the old village
    known.phone, known.address = case.phone or known.phone, case.address or known.address
    known.save()
    case.person = known
    if card := _stated_card(case):
        _must_be_nobody_elses(card["number"], known)
        certificates.put_certificate(known, by=by, at=at, **card)
    case.certificate = certificates.current_certificate(known)


def _must_have_left(person, by):
    """Refuse to take somebody from a place that the actor does not look after and that has not let go."""
    if by.scope_of(Permission.PERSON_EDIT).covers(person.unit):
        return
    if person.archive_reason != ArchiveReason.MOVED_OUT:
        raise CaseRefused("此人还登记在其他县（区），请对方先办理迁出。")


def _move_out(case, person, *, by, at, on):
    """迁出: the certificate goes along; the person leaves this register."""
    case.certificate = certificates.current_certificate(person)
    persons.archive_person(person, by=by, at=at, reason=ArchiveReason.MOVED_OUT, on=case.happened_on or on)


def _freeze(case, person, *, by, at, on):
    _card_of(case, person)
    case.certificate = certificates.change_state(person, CardState.FROZEN, by=by, at=at)


def _unfreeze(case, person, *, by, at, on):
    if person.card_state != CardState.FROZEN:
        raise CaseRefused("残疾人证不在冻结状态，请撤销本业务。")
    case.certificate = certificates.change_state(person, CardState.VALID, by=by, at=at)


def _cancel(case, person, *, by, at, on):
    """注销: the certificate ends, and its holder leaves the register for the reason that goes with it."""
    case.happened_on = case.happened_on or on
    case.replaced = certificates.change_state(person, CardState.CANCELLED, by=by, at=at)
    person.refresh_from_db()
    persons.archive_person(
        person, by=by, at=at, reason=ARCHIVED_BY_CANCELLING[case.reason], on=case.happened_on
    )


def _applicant(case):
    """Return the facts of a newcomer, fit for the register."""
    return {
        "name": case.name,
        "id_number": case.id_number,
        "birth_date": birth_date_of(case.id_number),
        "sex": sex_of(case.id_number),
        "unit": case.unit,
        "phone": case.phone,
        "address": case.address,
    }


def _stated_card(case):
    """Return the certificate that somebody brings along, as the register's service takes it, or None."""
    if not case.card_number:
        return None
    return {
        "number": case.card_number,
        "category": case.category,
        "grade": case.grade,
        "components": case.components,
        "issued_on": case.issued_on,
        "expires_on": case.expires_on,
        "state": CardState.VALID,
    }


DOINGS = {
    CaseKind.NEW: _first,
    CaseKind.RENEW: _renew,
    CaseKind.CHANGE: _issue_as_assessed,
    CaseKind.REISSUE: _reissue,
    CaseKind.MOVE_IN: _move_in,
    CaseKind.MOVE_OUT: _move_out,
    CaseKind.FREEZE: _freeze,
    CaseKind.UNFREEZE: _unfreeze,
    CaseKind.CANCEL: _cancel,
}
