"""What the library hangs into the menu and the audit log."""

from auditlog.registry import auditlog

from assessments.library.models import EvidenceUse
from core.permissions import Permission
from core.registers import MenuItem, register


def register_all():
    """Register the menu entry, and the uses of files in the audit log; files are registered with the app."""
    auditlog.register(EvidenceUse)
    register(
        MenuItem(
            group="考核", label="佐证库", url_name="library:evidence_list",
            permission=Permission.ASSESSMENT_VIEW, order=530, also=(
                "library:evidence_create", "library:evidence_detail", "library:evidence_edit",
                "library:evidence_withdraw", "library:use_withdraw", "library:item_evidence",
                "library:item_upload", "library:item_pick",
            ),
        ),
    )  # fmt: skip
