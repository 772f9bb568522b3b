"""What this room hangs into the menu."""

from core.permissions import Permission
from core.registers import MenuItem, register


def register_all():
    """Register the menu entry."""
    register(
        MenuItem(
            group="考核",
            label="评分依据",
            url_name="scorefacts:fact_list",
            permission=Permission.ASSESSMENT_VIEW,
            order=570,
            also=("scorefacts:fact_detail",),
        )
    )
