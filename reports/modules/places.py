"""What this room hangs into the menu."""

from core.permissions import Permission
from core.registers import MenuItem, register
from orgs.changes.followers import register_follower, staying

MENU = MenuItem(
    "产出", "常用段落", "modules:module_list", Permission.REPORT_MANAGE, order=607,
    also=("modules:module_create", "modules:module_edit"),
)  # fmt: skip


def register_all():
    """Register the menu entry, and what becomes of modules when a unit changes."""
    register(MENU)
    register_follower(staying("reports.TextModule", "常用段落", why="写给原单位的文字留在原单位"))
