"""What a county has laid down about paying, on a day."""

from orgs.scoping import below
from staff.choices import Guard, GuardLevel
from staff.models import GuardRule, InsuranceRate, PayPolicy, StipendRule, StipendStandard
from staff.pay.book import Book

# 建议: with two persons behind one account, or without an account, nothing can be paid rightly; the end of a
# contract stops the pay by itself, while a board whose election is late is for the county to judge.
GUARDS = {
    Guard.SHARED_ACCOUNT: GuardLevel.BLOCK,
    Guard.NO_ACCOUNT: GuardLevel.BLOCK,
    Guard.ACCOUNT_CHANGED: GuardLevel.WARN,
    Guard.OUTSIDE_REGISTER: GuardLevel.WARN,
    Guard.TERM_ENDED: GuardLevel.WARN,
}


def book_of(county):
    """Return the `Book` of standards, rules and rates of a county and the units below it. Three queries."""
    standards = StipendStandard.objects.filter(below(county.path, "unit__path"))
    return Book(
        standards.select_related("unit").order_by("unit__path", "since", "pk"),
        StipendRule.objects.filter(unit=county).order_by("since", "pk"),
        InsuranceRate.objects.filter(unit=county).order_by("post_type", "name", "since", "pk"),
    )


def policy_on(county, day):
    """Return the `PayPolicy` of a county on a day; without a row, the default one, unsaved."""
    rows = PayPolicy.objects.filter(unit=county).in_force(day)
    return rows.order_by("-since").first() or PayPolicy(unit=county, since=day)


def guards_on(county, day):
    """Return {guard code: level} of a county on a day."""
    rows = GuardRule.objects.filter(unit=county).in_force(day).order_by("since")
    return {str(code): str(level) for code, level in GUARDS.items()} | dict(rows.values_list("code", "level"))
