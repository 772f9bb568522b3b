"""What this room asks the room of the benefits."""

from dataclasses import dataclass

from registry.benefits.models import BenefitStandard, Circumstance, Grant
from registry.benefits.services.grants import eligibility, kinds_of, standard_for


def kinds_by_code(county, on):
    """Return the benefits that the county grants on the day `on`: {code: BenefitKind}."""
    return {kind.code: kind for kind in kinds_of(county, on)}


def kind_of(application, on):
    """Return the BenefitKind of an application as it is granted on the day `on`; None if it no longer is."""
    return kinds_by_code(application.county, on).get(application.kind)


def running_grant(person, code):
    """Return the grant of this benefit that runs for the person; None without one."""
    return Grant.objects.running().filter(person=person, kind__code=code).first()


@dataclass(frozen=True)
class Precheck:
    """What the register says of an application before anybody has looked: words, their tone, and why."""

    words: str
    tone: str
    reasons: list[str]


def precheck(application):
    """Return the `Precheck` for the day of the application; None without such a benefit.

    Of a benefit whose beneficiaries the review itself determines (低保、特困) the register can only tell what
    rules it out.
    """
    person, on = application.person, application.applied_on
    kind = kind_of(application, on)
    if kind is None:
        return None
    if kind.by_decision and person.subsistence != kind.requires:
        ruled_out = Circumstance.objects.standing().filter(person=person, what__in=kind.exclusions)
        if names := [row.get_what_display() for row in ruled_out]:
            return Precheck(
                "登记中有不得同时享受的情况", "warn", [f"{'、'.join(names)}，与{kind}不得同时享受。"]
            )
        return Precheck(
            "由评审确定", "info", [f"{kind}对象由评议、核查和审核确定，登记中没有不得享受的情况。"]
        )
    found = eligibility(person, kind, on)
    if found.eligible:
        return Precheck("符合条件", "good", found.reasons)
    return Precheck("登记中看不出符合条件", "warn", found.reasons)


def tiers_of(kind, month):
    """Return the standards of a benefit in force in a month: {tier: BenefitStandard}."""
    rows = BenefitStandard.objects.filter(kind=kind).in_force(month).order_by("-amount", "pk")
    return {row.tier: row for row in rows}


def proposed(application):
    """Return what a decision begins with, as {tier, persons, amount}; less where the register cannot tell."""
    on = application.applied_on
    kind = kind_of(application, on)
    if kind is None:
        return {}
    persons = (application.household_size or 1) if kind.is_household else 1
    standard = None if kind.by_decision else standard_for(application.person, kind, on)
    if standard is None:
        return {"persons": persons}
    return {"tier": standard.tier, "persons": persons, "amount": standard.amount * persons}
