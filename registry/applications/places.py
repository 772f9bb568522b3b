"""What this room hangs into the menu, the search, the unit and person pages, and the audit log."""

from auditlog.registry import auditlog
from django.utils import timezone

from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from orgs.proofs.papers import register_papers
from registry.applications.inbox import INBOX
from registry.applications.proving import NOTICE
from registry.applications.selectors.applications import (
    applications_about,
    matching,
    under_way,
    waiting_in,
)
from registry.applications.selectors.figures import figures_by
from registry.models import Application, ApplicationFile, ApplicationRule, Notice, Objection
from registry.panels import PersonPanel, hang
from registry.petitions.facts import PersonFact, register_facts

MASKED = ["phone", "applicant_name", "reason", "income", "outcome", "received_by"]


def applications_waiting(scope):
    """Return how many applications wait for the scope's own units: those it names, not those below."""
    today = timezone.localdate()
    return Application.objects.within(scope).waiting_at(scope, today).count()


def find_applications(text, scope):
    """Return up to ten applications for the global search as (label, note, url)."""
    found = matching(Application.objects.within(scope), text).for_list()
    return [
        (
            f"{application.number} {application.person.name}",
            f"{application.kind_name}，{application.how_far}",
            application.get_absolute_url(),
        )
        for application in found.order_by("-applied_on", "-pk")[:10]
    ]


def applications_card(unit, user, scope):
    """Return what the unit page says of applications: what waits, and this year's figures."""
    today = timezone.localdate()
    _, total = figures_by("kind", scope, today.replace(month=1, day=1), today, on=today)
    return {
        "waiting": waiting_in(scope, today),
        "total": total,
        "year": today.year,
        "place": _place_query(unit),
        "may_register": user.scope_of(Permission.BENEFIT_EDIT).covers(unit),
    }


def _place_query(unit):
    """Return what narrows the list to the unit; nothing for a county."""
    if unit.is_grassroots:
        return f"&village={unit.code}"
    return f"&township={unit.code}" if unit.is_township else ""


def facts_of(person, user):
    """Return the applications under way, as facts beside a petition."""
    if not user.scope_of(Permission.BENEFIT_VIEW).covers(person.unit):
        return []
    return [
        PersonFact("正在申请", f"{one.kind_name}，{one.step_name}", tone="info", url=one.get_absolute_url())
        for one in under_way(person)
    ]


def register_all():
    """Register the menu entry, the search, the cards, the facts beside a petition and the audit log."""
    register_papers(NOTICE)
    for model, masked in ((Application, MASKED), (Objection, ["phone", "who", "matter", "settlement"])):
        auditlog.register(
            model, exclude_fields=["updated_at", "plan"], mask_fields=masked,
            mask_callable="core.masking.masked",
        )  # fmt: skip
    for model in (ApplicationFile, Notice, ApplicationRule):
        auditlog.register(model, exclude_fields=["updated_at"])
    register_facts(facts_of)
    register(
        INBOX,
        MenuItem(
            group="残疾人", label="待遇申请", url_name="applications:application_list",
            permission=Permission.BENEFIT_VIEW, order=446, count=applications_waiting,
            also=tuple(f"applications:{name}" for name in (
                "application_detail", "application_create", "application_edit", "step", "withdraw", "deliver",
                "reveal", "file_create", "file_withdraw", "approvals", "notice_list", "notice_create",
                "notice_detail", "notice_conclude", "objection_create", "objection_settle", "figures",
                "rule_list", "rule_edit",
            )),
        ),
        Panel(
            key="applications", title="待遇申请", permission=Permission.BENEFIT_VIEW,
            template="registry/applications/_unit_card.html", context=applications_card, order=58,
        ),
        SearchProvider("待遇申请", Permission.BENEFIT_VIEW, find_applications, order=38),
    )  # fmt: skip
    hang(PersonPanel("registry/applications/_person_card.html", applications_about, order=36))
