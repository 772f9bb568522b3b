"""What this room hangs into the menu, the workbench and the audit log."""

from auditlog.registry import auditlog
from django.utils import timezone

from assessments.pledges import (
    following,
    tasks,  # noqa: F401 -- registers its job kind
)
from assessments.pledges.choices import Standing
from assessments.pledges.inbox import INBOX
from assessments.pledges.models import Pledge, PledgeScan, PledgeText
from assessments.pledges.proving import PLEDGE
from assessments.pledges.selectors.standing import states_in
from core.permissions import Permission
from core.registers import MenuItem, register
from orgs.proofs.papers import register_papers


def pledges_missing(scope):
    """Return how many pledges of the year lack a valid signature."""
    states = states_in(scope, timezone.localdate().year)
    return sum(number for state, number in states.items() if state != Standing.SIGNED)


def register_all():
    """Register what the room shows elsewhere, its rules for units that change, and the audit log."""
    register_papers(PLEDGE)
    for model in (Pledge, PledgeScan, PledgeText):
        auditlog.register(model, exclude_fields=["updated_at"])
    following.register_all()
    register(
        MenuItem(
            group="考核", label="责任书", url_name="pledges:pledge_list",
            permission=Permission.ASSESSMENT_VIEW, order=510, count=pledges_missing,
            also=tuple(f"pledges:{name}" for name in (
                "pledge_detail", "pledge_amend", "target_spread", "target_edit", "target_upload",
                "pledge_issue", "pledge_sign", "scan_create", "scan_withdraw",
                "text_list", "text_edit",
            )),
        ),
        INBOX,
    )  # fmt: skip
