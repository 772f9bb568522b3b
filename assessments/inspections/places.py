"""What this room hangs into the menu, the workbench and the audit log."""

from auditlog.registry import auditlog
from django.utils import timezone

from assessments.inspections import (
    following,
    tasks,  # noqa: F401 -- registers its job kind
)
from assessments.inspections.inbox import INBOX
from assessments.inspections.models import FindingStep, InspectionFinding, InspectionPlan, Visit
from assessments.inspections.proving import NOTICE
from assessments.inspections.selectors.plans import waiting_in
from core.permissions import Permission
from core.registers import MenuItem, register
from orgs.proofs.papers import register_papers

PAGES = (
    "plan_create", "plan_edit", "plan_detail", "plan_announce", "plan_draw", "plan_void", "plan_assign",
    "plan_add", "lottery", "visit_detail", "visit_record", "finding_create", "finding_list", "finding_detail",
    "finding_report", "finding_recheck",
)  # fmt: skip


def findings_overdue(scope):
    """Return how many shortcomings of the scope should have been mended by now."""
    return waiting_in(scope, timezone.localdate())["overdue"]


def register_all():
    """Register what the room shows elsewhere. The seed stays out of the log: it is secret till the draw."""
    register_papers(NOTICE)
    auditlog.register(
        InspectionPlan, exclude_fields=["updated_at", "seed", "pool"], m2m_fields={"inspectors"}
    )
    auditlog.register(Visit, exclude_fields=["updated_at"])
    auditlog.register(InspectionFinding, exclude_fields=["updated_at", "token"])
    auditlog.register(FindingStep)
    following.register_all()
    register(
        MenuItem(
            group="考核", label="季度督查", url_name="inspections:plan_list",
            permission=Permission.ASSESSMENT_VIEW, order=520, count=findings_overdue,
            also=tuple(f"inspections:{name}" for name in PAGES),
        ),
    )  # fmt: skip
    register(INBOX)
