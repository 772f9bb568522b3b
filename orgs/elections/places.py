"""What this room hangs into the menu, the inbox and the audit log."""

from auditlog.registry import auditlog
from django.utils import timezone

from core.permissions import Permission
from core.registers import MenuItem, register
from orgs.elections.inbox import INBOX
from orgs.elections.models import Ballot, Candidate, Election, ElectionFile, ElectionRule, ElectionStep
from orgs.elections.proving import HANDOVER, SUMMARY
from orgs.elections.selectors.elections import waiting_in
from orgs.proofs.papers import register_papers


def elections_late(scope):
    """Return how many elections of the scope are late."""
    return waiting_in(scope, timezone.localdate()).late


def register_all():
    """Register the menu entry, the inbox and the audit log."""
    register_papers(SUMMARY, HANDOVER)
    for model in (ElectionStep, ElectionFile, ElectionRule, Ballot):
        auditlog.register(model, exclude_fields=["updated_at"])
    auditlog.register(Election, exclude_fields=["updated_at", "plan", "posts"])
    auditlog.register(
        Candidate, exclude_fields=["updated_at", "id_digest", "card_digest"],
        mask_fields=["phone", "answers", "relatives", "review_text"], mask_callable="core.masking.masked",
    )  # fmt: skip
    register(
        INBOX,
        MenuItem(
            group="组织", label="换届", url_name="elections:progress", permission=Permission.BOARD_VIEW,
            order=206, count=elections_late,
            also=tuple(f"elections:{name}" for name in (
                "election_detail", "start", "step", "back", "cancel", "ballot_create", "ballot_undo",
                "handover", "file_withdraw", "step_plan", "candidate_create", "candidate_edit",
                "candidate_review", "candidate_withdraw", "rule_list", "rule_edit",
            )),
        ),
    )  # fmt: skip
