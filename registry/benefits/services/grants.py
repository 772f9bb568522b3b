"""Granting a benefit, changing it and ending it; what the other rooms build on.

Every change leaves an entry. The county alone does these (BENEFIT_APPROVE). Which tier is right is for the
review to decide: what the register knows differently is said by `eligibility`, not refused here. What is
refused stands in `services.terms`; very many at once are for `services.many`.
"""

from django.db import transaction

from core.permissions import Permission
from registry.benefits.choices import GrantAct
from registry.benefits.models import Grant, GrantEntry
from registry.benefits.selectors.standards import Eligibility, eligibility, kinds_of, standard_for
from registry.benefits.services import terms
from registry.benefits.services.payments import record_payments
from registry.benefits.services.refusal import NotGranted
from registry.models.persons import Person

__all__ = [
    "Eligibility",
    "NotGranted",
    "change_grant",
    "eligibility",
    "end_grant",
    "kinds_of",
    "record_payments",
    "standard_for",
    "start_grant",
]


@transaction.atomic
def start_grant(person, kind, *, tier, amount, first_month, by, at, source="", persons=1):
    """Grant a benefit from a month on and return the `Grant`.

    :param first_month: first day of the month; :param amount: yuan per month for all `persons`, to the cent.
    :raises NotGranted: outside the actor's scope, archived before, another county's kind, no such tier,
        granted already for one of these months.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=person.pk)
    others = Grant.objects.filter(person=person, kind=kind).order_by("first_month", "pk")
    grant, words = terms.begun(
        person, kind, scope=_scope(by), tiers=kind.standards.all(), others=others, tier=tier, amount=amount,
        first_month=first_month, source=source, persons=persons,
    )  # fmt: skip
    grant.save()
    _note(grant, GrantAct.START, words, by=by, at=at)
    return grant


@transaction.atomic
def change_grant(grant, *, tier, amount, from_month, reason, by, at, persons=None):
    """Give a running grant another tier or amount from a month on and return the grant that follows.

    From its very first month on the grant itself is corrected and returned.

    :raises NotGranted: outside the scope, ended, before its first month, no such tier.
    """
    grant = _locked(grant)
    following, words = terms.changed(
        grant, scope=_scope(by), tiers=grant.kind.standards.all(), tier=tier, amount=amount,
        from_month=from_month, reason=reason, persons=persons,
    )  # fmt: skip
    grant.save()
    _note(grant, GrantAct.CHANGE, words, by=by, at=at)
    if following is None:
        return grant
    following.save()
    _note(following, GrantAct.CHANGE, words, by=by, at=at)
    return following


@transaction.atomic
def end_grant(grant, *, last_month, reason, by, at):
    """End a running grant with a month that is still paid and return it.

    :raises NotGranted: outside the scope, ended already, no reason, before its first month.
    """
    grant = _locked(grant)
    words = terms.ended(grant, scope=_scope(by), last_month=last_month, reason=reason)
    grant.save()
    _note(grant, GrantAct.END, words, by=by, at=at)
    return grant


def _locked(grant):
    rows = Grant.objects.select_for_update(of=("self",))
    return rows.select_related("person__unit", "kind__unit").get(pk=grant.pk)


def _scope(by):
    return by.scope_of(Permission.BENEFIT_APPROVE)


def _note(grant, act, text, *, by, at):
    GrantEntry.objects.create(grant=grant, act=act, text=text[:300], by=by, at=at)
