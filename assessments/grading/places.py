"""What this room hangs into the menu, the workbench and the audit log."""

from auditlog.registry import auditlog

from assessments.grading import following
from assessments.grading import models as grading
from assessments.grading.inbox import INBOX
from assessments.grading.proving import LISTS, RANKING
from core.permissions import Permission
from core.registers import MenuItem, register
from orgs.proofs.papers import register_papers

AUDITED = (
    *(grading.GradingRule, grading.UnitGroup, grading.GroupSeat, grading.TieDecision, grading.PastTier),
    *(grading.WeakPlan, grading.WeakPlanNote, grading.Recognition),
)


def register_all():
    """Register what the room shows elsewhere, its rules for units that change, and the audit log."""
    register_papers(RANKING, *LISTS.values())
    for model in AUDITED:
        auditlog.register(model, exclude_fields=["updated_at"])
    following.register_all()
    register(
        INBOX,
        MenuItem(
            group="考核", label="定等晋位", url_name="grading:ranking",
            permission=Permission.ASSESSMENT_VIEW, order=540,
            also=tuple(f"grading:{name}" for name in (
                "tier_moves", "tie_decide", "group_edit", "past_tiers", "recognition_list",
                "recognition_withdraw", "plan_edit", "plan_detail", "plan_note", "plan_close", "rule_list",
                "rule_edit",
            )),
        ),
    )  # fmt: skip
