"""What this room hangs into the menu, the inbox and the audit log."""

from auditlog.registry import auditlog

from accounts.exports.inbox import INBOX
from accounts.exports.models import ExportRequest, ExportRule
from core.permissions import Permission
from core.registers import MenuItem, register


def register_all():
    """Register the menu entries, the inbox and the audit log."""
    auditlog.register(ExportRule, exclude_fields=["updated_at"])
    auditlog.register(ExportRequest, exclude_fields=["updated_at", "query", "address"])
    register(
        INBOX,
        MenuItem(
            group="管理", label="导出申请", url_name="exports:request_list",
            permission=Permission.WORKBENCH_VIEW, order=705, also=("exports:request_detail",),
        ),
        MenuItem(
            group="管理", label="导出规定", url_name="exports:rule_list", permission=Permission.EXPORT_RULE,
            order=707, also=("exports:rule_edit",),
        ),
    )  # fmt: skip
