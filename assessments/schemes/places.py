"""What this room hangs into the menu and the workbench."""

from assessments.schemes.inbox import INBOX
from core.permissions import Permission
from core.registers import MenuItem, register


def register_all():
    """Register the menu entry and what waits on the workbench."""
    register(
        INBOX,
        MenuItem(
            group="考核", label="考核方案", url_name="schemes:scheme_list",
            permission=Permission.ASSESSMENT_VIEW, order=560,
            also=tuple(f"schemes:{name}" for name in (
                "scheme_create", "preset_detail", "scheme_detail", "scheme_edit", "scheme_discard",
                "scheme_difference", "scheme_publish", "bands_edit", "section_create", "section_edit",
                "section_remove", "item_create", "item_edit", "item_remove",
            )),
        )
    )  # fmt: skip
