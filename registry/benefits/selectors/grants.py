"""Grants for lists, for a person's page and for what stands beside a petition."""

from core.permissions import Permission
from registry.benefits.choices import UNFINISHED
from registry.benefits.models import BenefitFinding, Grant
from registry.petitions.facts import PersonFact


def grants_of(person):
    """Return all grants of a person, running ones first. One query."""
    rows = Grant.objects.filter(person=person).select_related("kind")
    return sorted(rows.order_by("-first_month", "-pk"), key=lambda grant: not grant.is_running)


def findings_of(person):
    """Return the findings of a person that are not finished. One query."""
    rows = BenefitFinding.objects.filter(person=person, state__in=UNFINISHED).select_related("kind")
    return list(rows.order_by("kind__order", "fault"))


def benefits_card(person, user):
    """Return what a person's page says of benefits; None where `user` may not see it. Two queries."""
    if not user.scope_of(Permission.BENEFIT_VIEW).covers(person.unit):
        return None
    return {
        "grants": grants_of(person),
        "findings": findings_of(person),
        "may_approve": user.scope_of(Permission.BENEFIT_APPROVE).covers(person.unit),
    }


def benefit_facts(person, user):
    """Return what stands beside a petition: running benefits, and what the sentinel found."""
    card = benefits_card(person, user)
    if card is None:
        return []
    running = [grant for grant in card["grants"] if grant.is_running]
    words = "、".join(f"{grant.kind}每月 {grant.amount:,.2f} 元" for grant in running) or "无"
    facts = [PersonFact("在享补贴", words)]
    facts += [
        PersonFact(
            f"{finding.kind}{finding.get_fault_display()}", f"{finding.amount:,.2f} 元",
            finding.fault_badge[1], finding.get_absolute_url(),
        )
        for finding in card["findings"]
    ]  # fmt: skip
    return facts
