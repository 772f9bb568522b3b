"""What waits about exports, for the workbench: for who approves, and for who has applied."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse

from accounts.exports.choices import State
from accounts.exports.defaults import FACTS
from accounts.exports.models import ExportRequest
from accounts.exports.selectors import to_decide
from core.permissions import Permission
from core.registers import Inbox, Todo


def exports_to_do(user, scope, day):
    """Return what waits for the user's word, and what has been decided on the user's applications."""
    listed, waiting = reverse("exports:request_list"), to_decide(user)
    lately = day - timedelta(days=FACTS["valid_days"])
    usable = Q(state=State.GRANTED, valid_until__gte=day, used=0, decided_by__isnull=False)
    refused = Q(state=State.REFUSED, decided_at__date__gte=lately)
    own = ExportRequest.objects.owned_by(user).aggregate(
        granted=Count("pk", filter=usable), last=Min("valid_until", filter=usable),
        refused=Count("pk", filter=refused),
    )  # fmt: skip
    until = f"{own['last']:%m-%d} 到期" if own["last"] else ""
    mine = f"{listed}?show=mine"
    lines = (
        Todo(
            len(waiting), "份导出申请待审批", _page_of(waiting, f"{listed}?show=decide"), "去审批",
            tone="warn", needs=Permission.EXPORT_APPROVE,
        ),
        Todo(own["granted"], "份导出申请已同意，还没有下载", mine, "去导出", until, "info"),
        Todo(own["refused"], "份导出申请未同意", mine, "看原因"),
    )  # fmt: skip
    return [line for line in lines if line.number]


def _page_of(rows, listed):
    return rows[0].get_absolute_url() if len(rows) == 1 else listed


INBOX = Inbox(Permission.WORKBENCH_VIEW, exports_to_do, order=700, is_personal=True)
