"""Writing down what was paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from core import bulk
from core.encryption import digest
from core.permissions import Permission
from orgs.scoping import below
from registry.benefits.models import BenefitKind, Payment
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
    rows = []
    for line in lines:
        key = digest(line.id_number)
        person = known.get(key)
        rows.append(
            Payment(
                person_id=person and person[0], payee_digest="" if person else key,
                payee_name="" if person else masked_name(line.name),
                unit_path=person[1] if person else unit.path, kind=line.kind, month=line.month,
                amount=line.amount, file=file, line=line.line,
            )
        )  # fmt: skip
    bulk.insert(rows, at=at)
    return len(rows)


def known_persons(unit):
    """Return {digest of the ID number: (pk, unit path)} of everybody on the county's register. One query."""
    people = Person.objects.filter(below(unit.path, "unit_path")).order_by()
    return {row[0]: row[1:] for row in people.values_list("id_digest", "pk", "unit_path")}


def masked_name(name):
    """Return the surname with stars for the rest."""
    return name[:1] + "*" * (len(name) - 1)
