"""What the schedules have made for somebody, and what they could not make, for that person's workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from reports.doors import seen_by
from reports.schedules.models import Delivery

SAID = 80  # characters of a reason on the workbench; the page says all of it


def makings_to_see(user, scope, day):
    """Return what waits for the user: failures first, then results. One query."""
    rows = seen_by(Delivery.objects.within(scope), user, kind="run__schedule__report")
    waiting = rows.waiting().filter(user=user)
    found = waiting.select_related("run__schedule", "run__job").order_by("-run__last", "pk")
    runs = [own.run for own in found]
    failed = [run for run in runs if run.has_failed]
    lines = [
        _line(failed, "没有做成", "去处理", "bad"),
        _line([r for r in runs if r.is_done], "已经做好", "打开", "info"),
    ]
    return [line for line in lines if line is not None]


def _line(runs, said, action, tone):
    if not runs:
        return None
    if len(runs) > 1:
        return Todo(
            len(runs), f"份定时报表{said}", f"{reverse('schedules:run_list')}?waiting=1", action,
            "、".join(run.schedule.title for run in runs)[:SAID], tone,
        )  # fmt: skip
    note = runs[0].reason[:SAID] if tone == "bad" else ""
    return Todo(1, f"份定时报表{said}：{runs[0]}", runs[0].get_absolute_url(), action, note, tone)


INBOX = Inbox(Permission.REPORT_VIEW, makings_to_see, order=600, is_personal=True)
