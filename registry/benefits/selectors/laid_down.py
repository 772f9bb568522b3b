"""What a county has laid down, as its page shows it."""

from collections import defaultdict

from registry.benefits.choices import RuleCode
from registry.benefits.defaults import RULES
from registry.benefits.models import BenefitRule


def tiers_of(kinds, standards):
    """Return [{kind, rows}] with the tiers of each kind, the newest of a tier first. One query."""
    by_kind = defaultdict(list)
    for row in standards.order_by("order", "tier", "-valid_from"):
        by_kind[row.kind_id].append(row)
    return [{"kind": kind, "rows": by_kind[kind.pk]} for kind in kinds]


def rules_of(county, on):
    """Return the rules of dynamic management of a county on the day `on`, each as a mapping. One query."""
    own = {}
    for row in BenefitRule.objects.filter(unit=county, since__lte=on).in_order():
        own[row.code] = row
    rules = []
    for code in RuleCode:
        shipped, row = RULES[code], own.get(code)
        rules.append(
            {
                "code": code.value, "name": code.label, "text": shipped["text"],
                "is_on": row.is_on if row else True, "months": row.months if row else shipped["months"],
                "source": row.source if row else shipped["source"], "since": row.since if row else None,
            }
        )  # fmt: skip
    return rules
