"""What a page says of findings."""

from decimal import Decimal

from django.db.models import Count, Sum

from registry.benefits.entitlement import ZERO
from registry.benefits.months import first_day


def sums_of(findings):
    """Return number, 人次 and yuan of the findings of a queryset. One query."""
    sums = findings.order_by().aggregate(
        number=Count("pk"),
        times=Sum("months"),
        over=Sum("over"),
        missed=Sum("missed"),
        settled=Sum("settled"),
    )
    sums["times"] = sums["times"] or 0
    return sums | {name: sums[name] or ZERO for name in ("over", "missed", "settled")}


def shown_lines(finding):
    """Return the months of a finding as the table of months shows them."""
    rows = []
    for month, due, granted, paid, tier, why in finding.lines:
        due, granted = Decimal(due), Decimal(granted)
        paid = None if paid is None else Decimal(paid)
        actual = granted if paid is None else paid
        rows.append(
            {
                "month": first_day(month), "due": due, "granted": granted, "paid": paid, "tier": tier,
                "over": max(actual - due, ZERO), "missed": max(due - actual, ZERO), "why": why,
            }
        )  # fmt: skip
    return rows
