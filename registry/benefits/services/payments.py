"""Writing down what was paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from core import (
    bulk,
    lookups,  # noqa: F401 -- registers `among`
)
from core.encryption import digest
from core.permissions import Permission
from orgs.scoping import below
from registry.benefits.choices import PayeeState
from registry.benefits.models import BenefitKind, Payee, Payment
from registry.benefits.services.refusal import NotGranted
from registry.models.persons import Person


@dataclass(frozen=True)
class PaymentLine:
    """One line of what was paid: whose ID number, which kind, for which month (first day), how many yuan."""

    id_number: str
    kind: BenefitKind
    month: date
    amount: Decimal
    name: str = ""
    line: int = 0


@transaction.atomic
def record_payments(lines, *, unit, by, at, file=None):
    """Write down lines of `PaymentLine` for the county `unit` and return how many.

    Who is on the register of the county is found by the ID number; others are kept by its digest.

    :raises NotGranted: outside the actor's scope, a kind of another county, or not the first of a month.
    """
    if not by.scope_of(Permission.BENEFIT_MANAGE).covers(unit):
        raise NotGranted("您没有记入该县（区）发放数据的权限。")
    lines = list(lines)
    for line in lines:
        if line.kind.unit_id != unit.pk:
            raise NotGranted(f"第 {line.line} 行：{line.kind}不是该县（区）的补贴。")
        if line.month.day != 1:
            raise NotGranted(f"第 {line.line} 行：月份不正确。")
    known = known_persons(unit)
    strangers = payees_of([line for line in lines if digest(line.id_number) not in known], unit=unit, at=at)
    rows = []
    for line in lines:
        key = digest(line.id_number)
        payee = strangers.get(key)
        pk, path = known.get(key) or _meant(payee) or (None, unit.path)
        rows.append(
            Payment(
                person_id=pk, payee=payee, unit_path=path, kind=line.kind, month=line.month,
                amount=line.amount, file=file, line=line.line,
            )
        )  # fmt: skip
    bulk.insert(rows, at=at)
    return len(rows)


def payees_of(lines, *, unit, at):
    """Return {digest of the ID number: Payee} of lines whose numbers the register does not know.

    Those named for the first time are put on the list of payees. Two queries.
    """
    named = {digest(line.id_number): line for line in lines}
    known = Payee.objects.filter(unit=unit, digest__among=sorted(named)).select_related("person")
    found = {payee.digest: payee for payee in known}
    new = [
        Payee(unit=unit, digest=key, name=line.name, id_number=line.id_number)
        for key, line in named.items()
        if key not in found
    ]
    bulk.insert(new, at=at)
    return found | {payee.digest: payee for payee in new}


def _meant(payee):
    """Return (pk, unit path) of the person whose number was mistyped, or None."""
    person = payee.person if payee is not None and payee.state == PayeeState.MISTYPED else None
    return (person.pk, person.unit_path) if person else None


def known_persons(unit):
    """Return {digest of the ID number: (pk, unit path)} of everybody on the county's register. One query."""
    people = Person.objects.filter(below(unit.path, "unit_path")).order_by()
    return {row[0]: row[1:] for row in people.values_list("id_digest", "pk", "unit_path")}


def masked_name(name):
    """Return the surname with stars for the rest."""
    return name[:1] + "*" * (len(name) - 1)
