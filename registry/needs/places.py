"""What this room hangs into the menu, the search and the unit page."""

from auditlog.registry import auditlog
from django.utils import timezone

from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from registry.ledgers.sources import register_source
from registry.needs import ledger, tasks
from registry.needs.facts import needs_and_services_of
from registry.needs.inbox import INBOX
from registry.needs.models import (
    Completion,
    CompletionEvidence,
    Need,
    NeedRule,
    NeedStep,
    Project,
    ProjectRule,
    Quota,
)
from registry.needs.selectors.board import project_totals
from registry.needs.selectors.needs import open_by_kind, open_tally, services_of
from registry.panels import PersonPanel, hang
from registry.petitions.facts import register_facts

NEED_PAGES = (
    "need_detail", "need_pick", "need_create", "need_edit", "need_step", "register_print",
    "rule_list", "rule_create", "rule_edit",
)  # fmt: skip
PROJECT_PAGES = (
    "project_board", "project_create", "project_detail", "project_edit", "project_township", "quota_edit",
    "quota_villages", "completion_list", "completion_create", "completion_detail", "completion_edit",
    "evidence_create", "evidence_withdraw", "project_rule_list", "project_rule_create", "project_rule_edit",
)  # fmt: skip


def overdue_waiting(scope):
    """Return how many open needs are past their deadline."""
    return Need.objects.within(scope).overdue(timezone.localdate()).count()


def service_card(unit, user, scope):
    """Return what the unit page says of needs and of the projects of this year."""
    today = timezone.localdate()
    tally = open_tally(scope, today)
    projects = Project.objects.within(scope).of_year(today.year).select_related("unit").order_by("kind", "pk")
    return {
        "tally": tally,
        "kinds": open_by_kind(tally, scope, today),
        "projects": [row for row in project_totals(projects, scope, on=today) if row.target],
        "may_edit": user.scope_of(Permission.SERVICE_EDIT).covers(unit),
    }


def find_projects(text, scope):
    """Return up to ten projects for the global search as (label, note, url)."""
    found = Project.objects.within(scope).filter(name__contains=text).select_related("unit")
    hits = found.order_by("-year", "kind", "pk")[:10]
    return [(p.name, f"{p.unit.name}，{p.year} 年", p.get_absolute_url()) for p in hits]


def register_all():
    """Register what the room shows elsewhere, its job, and what the audit log watches."""
    for model in (Need, NeedRule, NeedStep, Project, ProjectRule, Quota, Completion):
        auditlog.register(model, exclude_fields=["updated_at"])
    auditlog.register(CompletionEvidence)
    register(
        MenuItem(
            group="残疾人",
            label="服务与需求",
            url_name="needs:need_list",
            permission=Permission.SERVICE_VIEW,
            order=430,
            count=overdue_waiting,
            also=tuple(f"needs:{name}" for name in NEED_PAGES),
        ),
        MenuItem(
            group="残疾人",
            label="年度项目",
            url_name="needs:project_list",
            permission=Permission.SERVICE_VIEW,
            order=435,
            also=tuple(f"needs:{name}" for name in PROJECT_PAGES),
        ),
        Panel(
            key="needs",
            title="服务与需求",
            permission=Permission.SERVICE_VIEW,
            template="registry/needs/_unit_card.html",
            context=service_card,
            order=40,
        ),
        SearchProvider("年度项目", Permission.SERVICE_VIEW, find_projects, order=35),
    )
    register(INBOX)
    register_source(ledger.SOURCE)
    register_facts(needs_and_services_of)
    hang(PersonPanel("registry/needs/_person_card.html", services_of, order=30))


__all__ = ["register_all", "tasks"]
