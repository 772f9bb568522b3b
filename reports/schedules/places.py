"""What this room hangs into the menu and the workbench."""

from core.permissions import Permission
from core.registers import MenuItem, register
from orgs.changes.followers import register_follower, staying
from reports.schedules.inbox import INBOX

MENU = MenuItem(
    "产出", "定时报表", "schedules:schedule_list", Permission.REPORT_VIEW, order=605,
    also=(
        "schedules:schedule_edit", "schedules:schedule_create", "schedules:run_list", "schedules:run_detail",
    ),
)  # fmt: skip


def register_all():
    """Register the menu entry, the inbox, and what becomes of schedules when a unit changes."""
    register(MENU, INBOX)
    register_follower(
        staying("reports.Schedule", "定时报表", why="已撤销单位的定时报表不再生成，原因写在工作台"),
        staying(
            "reports.Schedule",
            "定时报表的范围",
            field="place",
            why="已撤销单位的定时报表不再生成，原因写在工作台",
        ),
        staying("reports.ScheduledRun", "定时报表的生成", why="已生成的报表留在原单位，用原名称"),
    )
