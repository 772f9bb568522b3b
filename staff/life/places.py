"""What this room hangs into the menu, the workbench and the audit log."""

from auditlog.registry import auditlog

from core.permissions import Permission
from core.registers import MenuItem, register
from staff.life.inbox import INBOX
from staff.models import AlertRule, CareerEvent, HandOver


def register_all():
    """Register the menu entry, the inbox and the audit log."""
    for model in (AlertRule, CareerEvent, HandOver):
        auditlog.register(model, exclude_fields=["updated_at"])
    register(
        INBOX,
        MenuItem(
            group="队伍", label="队伍提醒", url_name="life:alert_list", permission=Permission.STAFF_VIEW,
            order=303, also=("life:rule_edit",),
        ),
    )  # fmt: skip
