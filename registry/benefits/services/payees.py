"""Settling who a payee is whom the register did not know."""

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from core import bulk
from core.encryption import digest
from core.permissions import Permission
from registry.benefits.choices import PayeeState
from registry.benefits.models import Payee, Payment
from registry.benefits.services.refusal import NotGranted
from registry.identity import birth_date_of, sex_of
from registry.models.persons import Person
from registry.services.persons import PersonRefused, create_person


@transaction.atomic
def register_payee(payee, *, unit, by, at, phone="", address=""):
    """Put a payee on the register in the village `unit` and return the person; the payments are theirs.

    :raises NotGranted: outside the scope, settled already, the number is not known, or the register refuses.
    """
    row = _open(payee, by)
    if not row.id_number or not row.name:
        raise NotGranted("名册里没有完整的姓名和身份证号，请在“残疾人登记”中登记。")
    number = row.id_number
    try:
        return create_person(
            by=by, at=at, name=row.name, id_number=number, birth_date=birth_date_of(number),
            sex=sex_of(number), unit=unit, phone=phone, address=address,
        )  # fmt: skip
    except PersonRefused as problem:
        raise NotGranted(str(problem), field=problem.field) from problem


@transaction.atomic
def match_payee(payee, person, *, by, at, note=""):
    """Say that under a mistyped number `person` was meant, now and in lists to come; return the payee.

    :raises NotGranted: outside the scope, or settled already.
    """
    row = _open(payee, by)
    scope = by.scope_of(Permission.BENEFIT_MANAGE)
    if not scope.covers(person.unit) or not person.unit_path.startswith(row.unit.path):
        raise NotGranted("此人不在您的管辖范围内。", field="id_number")
    row.payments.update(person=person, unit_path=person.unit_path, updated_at=at)
    return _settle(row, PayeeState.MISTYPED, by=by, at=at, person=person, note=note)


@transaction.atomic
def mark_elsewhere(payee, *, by, at, note):
    """Say that a payee belongs to the register of another place; the payments stay the county's.

    :raises NotGranted: outside the scope, settled already, or without words.
    """
    row = _open(payee, by)
    if not note.strip():
        raise NotGranted("请写明是哪里的户籍、依据是什么。", field="note")
    return _settle(row, PayeeState.ELSEWHERE, by=by, at=at, note=note.strip())


@transaction.atomic
def reopen_payee(payee, *, by, at):
    """Take back what was said of a payee; the payments are nobody's again.

    :raises NotGranted: outside the scope, or there is nothing to take back.
    """
    row = _locked(payee, by)
    if not row.may_be_reopened:
        raise NotGranted("没有可以撤回的处理。")
    row.payments.update(person=None, unit_path=row.unit.path, updated_at=at)
    row.state, row.person, row.note, row.settled_on, row.settled_by = PayeeState.OPEN, None, "", None, None
    row.save()
    return row


def know_again(people, *, by, at):
    """Give payments to those who have come onto the register since; for `registry.changes`.

    One query, and four more where there are such payees.
    """
    mine = Person.objects.filter(id_digest=OuterRef("digest"), pk__in=people.order_by().values("pk"))
    found = Payee.objects.filter(state=PayeeState.OPEN, digest__in=people.order_by().values("id_digest"))
    found = found.annotate(whose=Subquery(mine.values("pk")[:1]), path=Subquery(mine.values("unit_path")[:1]))
    rows = {
        payee.pk: payee
        for payee in found.exclude(whose=None).select_related("unit")
        if payee.path.startswith(payee.unit.path)
    }
    payments = list(Payment.objects.filter(payee__in=rows)) if rows else []
    for payment in payments:
        payee = rows[payment.payee_id]
        payment.person_id, payment.unit_path = payee.whose, payee.path
    bulk.update(payments, ["person", "unit_path"], at=at)
    for payee in rows.values():
        payee.state, payee.person_id = PayeeState.REGISTERED, payee.whose
        payee.settled_on, payee.settled_by = timezone.localdate(at), by
    bulk.update(list(rows.values()), ["state", "person", "settled_on", "settled_by"], at=at)


def _settle(row, state, *, by, at, person=None, note=""):
    row.state, row.person, row.note = state, person, note
    row.settled_on, row.settled_by = timezone.localdate(at), by
    row.save()
    return row


def _open(payee, by):
    row = _locked(payee, by)
    if not row.is_open:
        raise NotGranted(f"这个领取人已处理：{row.get_state_display()}。")
    return row


def _locked(payee, by):
    row = Payee.objects.select_for_update(of=("self",)).select_related("unit").get(pk=payee.pk)
    if not by.scope_of(Permission.BENEFIT_MANAGE).covers(row.unit):
        raise NotGranted("这个领取人不在您的管辖范围内。")
    return row


def person_with(number, scope):
    """Return the person of a scope with this ID number, or None."""
    return (
        Person.objects.within(scope).active().filter(id_digest=digest(number)).select_related("unit").first()
    )
