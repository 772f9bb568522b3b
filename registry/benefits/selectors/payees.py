"""Payees whom the register did not know: what was paid to them, and who they might be."""

from collections import defaultdict

from django.db.models import Count, Max, Sum

from core import lookups  # noqa: F401 -- registers `among`
from registry.benefits.choices import PayeeState
from registry.benefits.entitlement import ZERO
from registry.benefits.models import Payee, Payment
from registry.imports.rescue import is_near
from registry.models.persons import Person


def payees_within(scope):
    """Return the payees of a scope with `times`, `amount` (yuan) and `last_month` of their payments."""
    paid = {
        "times": Count("payments"),
        "amount": Sum("payments__amount"),
        "last_month": Max("payments__month"),
    }
    return Payee.objects.within(scope).select_related("unit", "person__unit", "settled_by").annotate(**paid)


def sums_of_payees(payees):
    """Return number, 人次 and yuan of the payees of a queryset. One query."""
    keys = payees.order_by().values("pk")
    sums = Payment.objects.filter(payee__in=keys).aggregate(
        number=Count("payee", distinct=True), times=Count("pk"), amount=Sum("amount")
    )
    return sums | {"amount": sums["amount"] or ZERO}


def with_proposals(payees, scope):
    """Give each open payee `proposals`: persons of the same name with nearly the same number. One query.

    :param scope: within which the persons may be named.
    """
    asked = [payee for payee in payees if payee.is_open and payee.name and payee.id_number]
    names = sorted({payee.name for payee in asked})
    people = Person.objects.within(scope).active().filter(name__among=names).select_related("unit__parent")
    by_name = defaultdict(list)
    for person in people if names else ():
        by_name[person.name].append(person)
    for payee in payees:
        payee.proposals = []
    for payee in asked:
        payee.proposals = [one for one in by_name[payee.name] if is_near(payee.id_number, one.id_number)]
    return payees


def near_numbers(lines, county):
    """Return {place in `lines`: the one person who is nearly meant} of (name, number) pairs. One query."""
    names = sorted({name for name, _ in lines if name})
    here = Person.objects.filter(unit_path__startswith=county.path).active().filter(name__among=names)
    by_name = defaultdict(list)
    for person in here.only("name", "id_number") if names else ():
        by_name[person.name].append(person)
    fits = [
        [one for one in by_name.get(name, ()) if is_near(number, one.id_number)] for name, number in lines
    ]
    return {place: found[0] for place, found in enumerate(fits) if len(found) == 1}


def payments_of(payee):
    """Return what was paid to a payee, the newest first. One query."""
    return list(payee.payments.select_related("kind", "file").order_by("-month", "kind__order", "line"))


def payees_waiting(scope):
    """Return how many payees wait for somebody to say who they are. One query."""
    return Payee.objects.within(scope).filter(state=PayeeState.OPEN).count()
