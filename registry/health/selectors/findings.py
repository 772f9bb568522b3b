"""Questions about findings."""

from registry.health.models import Finding
from registry.health.rules import RULES

MOST_ON_A_CARD = 8


def with_rule(finding):
    """Give the finding its `told` rule, None for one that is no longer in the catalogue."""
    finding.told = RULES.get(finding.rule)
    return finding


def findings_of(person):
    """Return what is wrong with a person, open before kept, the gravest first. One query."""
    rows = Finding.objects.filter(person=person).standing()
    return [with_rule(row) for row in rows.order_by("-is_open", "-severity", "pk")]


def next_after(finding, scope):
    """Return the open finding that follows this one in the same village's list, or None. One query."""
    rows = Finding.objects.within(scope).open().filter(unit=finding.unit_id).exclude(pk=finding.pk)
    return rows.order_by("-severity", "unit_path", "pk").select_related("person").first()


def worst_findings(scope):
    """Return the gravest open findings within the scope, for a card. One query."""
    rows = Finding.objects.within(scope).open().for_list().order_by("-severity", "unit_path", "pk")
    return [with_rule(row) for row in rows[:MOST_ON_A_CARD]]
