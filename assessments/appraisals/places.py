"""What this room hangs into the menu, the workbench, the unit page and the audit log."""

from auditlog.registry import auditlog

from assessments.appraisals import following
from assessments.appraisals.models import (
    Appraisal,
    AppraisalConsequence,
    AppraisalFile,
    AppraisalMark,
    AppraisalMeeting,
    AppraisalNotice,
    AppraisalObjection,
    AppraisalReport,
    AppraisalRule,
    AppraisalYear,
    HonourNominee,
    HonourSelection,
)

# Neither codes nor tallies: a log of their changes would tell who voted what (docs/adr/0036).
LOGGED = (
    Appraisal, AppraisalConsequence, AppraisalFile, AppraisalMark, AppraisalMeeting, AppraisalNotice,
    AppraisalReport, AppraisalRule, AppraisalYear, HonourNominee, HonourSelection,
)  # fmt: skip


def register_all():
    """Register the audit log and what follows a unit."""
    for model in LOGGED:
        auditlog.register(model, exclude_fields=["updated_at"])
    auditlog.register(
        AppraisalObjection, exclude_fields=["updated_at"],
        mask_fields=["phone", "who", "matter", "settlement"], mask_callable="core.masking.masked",
    )  # fmt: skip
    following.register_all()
