"""What this room asks the room of the benefits."""

from registry.benefits.models import BenefitStandard, Grant
from registry.benefits.services.grants import eligibility, kinds_of, standard_for


def kinds_by_code(county, on):
    """Return the benefits that the county grants on the day `on`: {code: BenefitKind}."""
    return {kind.code: kind for kind in kinds_of(county, on)}


def kind_of(application, on):
    """Return the BenefitKind of an application as granted on the day `on`; None if it is no longer granted."""
    return kinds_by_code(application.county, on).get(application.kind)


def running_grant(person, code):
    """Return the grant of this benefit that runs for the person; None without one."""
    return Grant.objects.running().filter(person=person, kind__code=code).first()


def precheck(application):
    """Return the `Eligibility` by the register on the day of the application; None without such a benefit."""
    kind = kind_of(application, application.applied_on)
    return eligibility(application.person, kind, application.applied_on) if kind else None


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
