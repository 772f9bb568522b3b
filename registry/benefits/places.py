"""What this room hangs into the menu, the search, the unit and person pages, and what it listens to."""

from auditlog.registry import auditlog

from core.paging import first_of
from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from orgs.proofs.papers import register_papers
from registry.benefits import tasks  # noqa: F401 -- registers its kinds of jobs
from registry.benefits.health import register_rules
from registry.benefits.inbox import INBOX
from registry.benefits.proving import FIGURES, GRANTED
from registry.benefits.selectors.figures import found_below, standing, waiting_for
from registry.benefits.selectors.grants import benefit_facts, benefits_card
from registry.benefits.services.circumstances import listen_to_register
from registry.benefits.services.payees import know_again
from registry.changes import listen
from registry.models import (
    BenefitFinding,
    BenefitKind,
    BenefitRule,
    BenefitStandard,
    CertificateChange,
    Circumstance,
    Grant,
    Payee,
    Person,
)
from registry.panels import PersonPanel, hang
from registry.petitions.facts import register_facts

PAGES = (
    "grant_list", "grant_detail", "grant_change", "grant_end", "grant_start", "person_benefits",
    "circumstance_edit", "card_change_edit", "finding_list", "finding_detail", "figures", "payment_list",
    "payment_create", "payment_file", "payee_list", "payee_detail", "standard_list", "kind_create",
    "kind_edit", "rule_edit", "standard_create", "standard_edit",
)  # fmt: skip


def find_grants(text, scope):
    """Return up to ten running grants for the global search as (label, note, url)."""
    named = Person.objects.filter(name__contains=text)
    found = Grant.objects.within(scope).running().filter(person__in=named).for_list()
    return [
        (f"{grant.person.name} {grant.kind}", f"{grant.tier}，{grant.unit.name}", grant.get_absolute_url())
        for grant in first_of(found.order_by("person__pinyin", "pk"), 10)
    ]


def benefits_unit_card(unit, user, scope):
    """Return what the unit page says of benefits: what is granted, and what the sentinel found."""
    return {"standing": [row for row in standing(scope) if row.grants], "total": found_below(scope, unit)}


def register_all():
    """Register menu, search, cards, facts, health rules and audit log, and follow the register."""
    register_papers(GRANTED, FIGURES)
    for model in (BenefitKind, BenefitStandard, BenefitRule, CertificateChange, Circumstance):
        auditlog.register(model, exclude_fields=["updated_at"])
    auditlog.register(Grant, exclude_fields=["updated_at", "unit_path"])
    auditlog.register(Payee, exclude_fields=["updated_at", "digest", "name", "id_number"])
    auditlog.register(BenefitFinding, exclude_fields=["updated_at", "unit_path", "lines"])
    listen(listen_to_register)
    listen(know_again)
    register_facts(benefit_facts)
    register_rules()
    register(
        INBOX,
        MenuItem(
            group="残疾人", label="补贴", url_name="benefits:board", permission=Permission.BENEFIT_VIEW,
            order=440, count=waiting_for, also=tuple(f"benefits:{name}" for name in PAGES),
        ),
        Panel(
            key="benefits", title="补贴", permission=Permission.BENEFIT_VIEW,
            template="registry/benefits/_unit_card.html", context=benefits_unit_card, order=45,
        ),
        SearchProvider("补贴", Permission.BENEFIT_VIEW, find_grants, order=36),
    )  # fmt: skip
    hang(PersonPanel("registry/benefits/_person_card.html", benefits_card, order=35))
