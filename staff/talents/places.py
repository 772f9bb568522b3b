"""What this room hangs into the menu and the audit log."""

from auditlog.registry import auditlog

from core.permissions import Permission
from core.registers import MenuItem, register
from staff.models import Talent, TalentRule


def register_all():
    """Register the menu entry and the audit log."""
    auditlog.register(Talent, exclude_fields=["updated_at"])
    auditlog.register(TalentRule, exclude_fields=["updated_at"])
    register(
        MenuItem(
            group="队伍", label="人才库", url_name="talents:talent_list", permission=Permission.STAFF_EDIT,
            order=330,
            also=(
                "talents:talent_create", "talents:talent_edit", "talents:talent_leave", "talents:rule_edit",
            ),
        ),
    )  # fmt: skip
