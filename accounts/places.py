"""What this floor hangs into the menu."""

from django.contrib.contenttypes.models import ContentType

from accounts.models import AuditEntry
from core.permissions import Permission
from core.registers import MenuItem, Panel, register
from orgs.models import Unit

HISTORY_ROWS = 10
Event = AuditEntry.Event


def history_card(unit, user, scope):
    """Return what has been changed about the unit itself, newest first, from the audit log."""
    changes = (
        AuditEntry.objects.within(scope)
        .filter(content_type=ContentType.objects.get_for_model(Unit), object_id=unit.pk, event=Event.CHANGE)
        .select_related("actor", "content_type")
        .order_by("-pk")
    )
    return {"changes": list(changes[:HISTORY_ROWS])}


def register_all():
    """Register the menu entries of accounts and audit."""
    register(
        Panel(
            key="history",
            title="沿革",
            permission=Permission.UNIT_VIEW,
            template="accounts/_unit_history.html",
            context=history_card,
            order=900,
        ),
        MenuItem(
            group="管理",
            label="用户与权限",
            url_name="accounts:user_list",
            permission=Permission.ACCOUNT_VIEW,
            order=700,
            also=(
                "accounts:user_detail",
                "accounts:user_create",
                "accounts:user_edit",
                "accounts:posting_create",
            ),
        ),
        MenuItem(
            group="管理",
            label="审计日志",
            url_name="accounts:audit_list",
            permission=Permission.AUDIT_VIEW,
            order=710,
        ),
    )
