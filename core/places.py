"""What the kernel itself hangs into the menu."""

from core.permissions import Permission
from core.registers import MenuItem, register


def register_all():
    """Register the list of one's own long tasks."""
    register(
        MenuItem(
            group="产出",
            label="我的任务",
            url_name="core:job_list",
            permission=Permission.JOB_VIEW,
            order=620,
            also=("core:job_detail",),
        )
    )
