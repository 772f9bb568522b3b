"""What a county has laid down about benefits, fetched once: kinds, dated tiers, dated rules."""

from functools import cached_property
from typing import NamedTuple

from registry.benefits.defaults import RULES
from registry.benefits.entitlement import EVER, NEVER
from registry.benefits.models import BenefitKind, BenefitRule, BenefitStandard
from registry.benefits.months import last_day, month_of


class Tier(NamedTuple):
    """A `BenefitStandard` as the reckoning sees it; months, the last one included."""

    pk: int
    kind: int
    tier: str
    order: int
    amount: object
    grades: str
    categories: str
    subsistence: str
    age_from: int | None
    age_to: int | None
    hukou: str
    first: int
    last: int


class Kind(NamedTuple):
    """A `BenefitKind` as the reckoning sees it."""

    pk: int
    code: str
    name: str
    short_name: str
    requires: str
    needs_card: bool
    by_decision: bool
    is_household: bool
    exclusions: tuple
    higher_of: str

    def __str__(self):
        return self.short_name


class Book:
    """The kinds, tiers and rules of one county. Three queries, or none where they are handed in."""

    def __init__(self, kinds, tiers, rules):
        self.kinds = {kind.pk: Kind._make(getattr(kind, name) for name in Kind._fields) for kind in kinds}
        self.tiers = list(tiers)
        self.rules = rules  # code → [(month from which it holds, delay or None)], oldest first
        self._by_month, self._delays = {}, {}

    @classmethod
    def of(cls, county):
        """Fetch what the county has laid down."""
        kinds = BenefitKind.objects.filter(unit=county).order_by("order", "pk")
        rows = BenefitStandard.objects.filter(unit=county).order_by("order", "pk")
        rules = {}
        for row in BenefitRule.objects.filter(unit=county).in_order():
            rules.setdefault(row.code, []).append((month_of(row.since), row.months if row.is_on else None))
        return cls(kinds, map(tier_of, rows), rules)

    def standards_in(self, kind, month):
        """Return the tiers of a kind that hold in the month."""
        key = (kind, month)
        if key not in self._by_month:
            self._by_month[key] = [t for t in self.tiers if t.kind == kind and t.first <= month <= t.last]
        return self._by_month[key]

    def delay(self, code, month):
        """Return how many months after the event a rule takes effect in that month; None: it does not."""
        key = (code, month)
        if key not in self._delays:
            begun = [delay for since, delay in self.rules.get(code, ()) if since <= month]
            self._delays[key] = begun[-1] if begun else RULES[code]["months"]
        return self._delays[key]

    @cached_property
    def turns(self):
        """Return the months in which something laid down begins or ends to hold."""
        months = {month for tier in self.tiers for month in (tier.first, tier.last + 1)}
        months |= {month for dated in self.rules.values() for month, _ in dated}
        return sorted(month for month in months if EVER < month < NEVER)

    @cached_property
    def only_for(self):
        """Return {kind: circumstances of which one is needed for any tier}, without kinds open to others."""
        needed = {}
        for tier in self.tiers:
            needed.setdefault(tier.kind, set()).add(tier.subsistence)
        for kind in self.kinds.values():
            if kind.requires:
                needed[kind.pk] = {kind.requires}
        return {kind: whats for kind, whats in needed.items() if "" not in whats}

    @cached_property
    def ages(self):
        """Return the ages at which a tier begins or ceases to fit."""
        begins = {tier.age_from for tier in self.tiers if tier.age_from is not None}
        return sorted(begins | {tier.age_to + 1 for tier in self.tiers if tier.age_to is not None})

    @cached_property
    def longest_delay(self):
        """Return the greatest number of months after which any rule takes effect."""
        own = [delay or 0 for dated in self.rules.values() for _, delay in dated]
        return max([*own, *(rule["months"] for rule in RULES.values())])


def tier_of(row):
    """Return the Tier that a `BenefitStandard` is. It holds for a month if it holds on its last day."""
    last = NEVER
    if row.valid_to is not None:
        last = month_of(row.valid_to)
        if row.valid_to < last_day(last):
            last -= 1
    return Tier(
        row.pk, row.kind_id, row.tier, row.order, row.amount, row.grades, row.categories, row.subsistence,
        row.age_from, row.age_to, row.hukou, month_of(row.valid_from), last,
    )  # fmt: skip
