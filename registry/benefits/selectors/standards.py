"""Which benefits a county grants, by which tiers, and whether a person is entitled to one on a day."""

from dataclasses import dataclass, field
from decimal import Decimal

from orgs.models import Unit
from registry.benefits.book import Book
from registry.benefits.entitlement import ZERO, reckon
from registry.benefits.facts import facts_about
from registry.benefits.models import BenefitKind, BenefitStandard
from registry.benefits.months import month_of
from registry.benefits.words import worded


@dataclass(frozen=True)
class Eligibility:
    """Whether a person is entitled to a benefit in the month of a day, to how much, and why (not)."""

    eligible: bool
    tier: str = ""
    amount: Decimal = ZERO
    reasons: list[str] = field(default_factory=list)
    standard: int | None = None


def county_of(unit):
    """Return the county that a unit is or lies in; None above the county. One query at most."""
    if unit.is_county:
        return unit
    return Unit.objects.filter(path__in=unit.ancestor_paths, level=Unit.Level.COUNTY).first()


def kinds_of(county_unit, on):
    """Return the kinds that a county grants on the day `on`, in their order: those with a tier in force."""
    kinds = BenefitKind.objects.filter(unit=county_unit).offered().in_order()
    in_force = BenefitStandard.objects.filter(unit=county_unit).in_force(on)
    return list(kinds.filter(pk__in=in_force.values("kind")))


def eligibility(person, kind, on):
    """Return the `Eligibility` of a person for a kind in the month of the day `on`. Six queries.

    For a kind whose tier the review decides, tier and amount are those of the lowest tier, for one person.
    """
    book = Book.of(kind.unit)
    due = reckon(facts_about(person), kind, book, month_of(on))
    if due.why:
        return Eligibility(False, reasons=[f"{worded(due.why)}。"])
    words = f"符合“{due.tier}”的条件，每月 {due.amount:,.2f} 元。"
    if kind.by_decision:
        words = f"符合{kind}的对象条件，档次由评审确定。"
    return Eligibility(True, due.tier, due.amount, [words], due.standard)


def standard_for(person, kind, on):
    """Return the BenefitStandard that entitles a person to a kind in the month of `on`, or None."""
    found = eligibility(person, kind, on)
    return BenefitStandard.objects.filter(pk=found.standard).first() if found.standard else None
