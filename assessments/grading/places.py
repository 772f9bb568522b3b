"""What this room hangs into the menu, the workbench and the audit log."""

from auditlog.registry import auditlog

from assessments.grading import following
from assessments.grading import models as grading

AUDITED = (
    *(grading.GradingRule, grading.UnitGroup, grading.GroupSeat, grading.TieDecision, grading.PastTier),
    *(grading.WeakPlan, grading.WeakPlanNote, grading.Recognition),
)


def register_all():
    """Register what the room shows elsewhere, its rules for units that change, and the audit log."""
    for model in AUDITED:
        auditlog.register(model, exclude_fields=["updated_at"])
    following.register_all()
