"""What this room hangs into the menu, the workbench and the audit log."""

from auditlog.registry import auditlog

from assessments.pledges import following
from assessments.pledges.models import Pledge, PledgeScan, PledgeText


def register_all():
    """Register what the room shows elsewhere, its rules for units that change, and the audit log."""
    for model in (Pledge, PledgeScan, PledgeText):
        auditlog.register(model, exclude_fields=["updated_at"])
    following.register_all()
