from django.utils import timezone

from accounts.forms import AuditFilter
from accounts.models import AuditEntry
from core.exports import csv_lines
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sending import CSV, send_stream

COLUMNS = ("时间", "用户", "事件", "对象", "页面", "筛选条件", "事由", "地址", "封印")
MOST_ROWS = 100_000


@page(Permission.AUDIT_VIEW)
def audit_list(request):
    filters = AuditFilter(request.GET)
    entries = _entries(request, filters)
    context = {"filters": filters, "entries": page_of(entries, request)}
    return render(request, "accounts/audit_list.html", context, fragment="results")


@page(Permission.AUDIT_VIEW)
def audit_export(request):
    """Send the filtered entries as CSV, oldest last."""
    entries = _entries(request, AuditFilter(request.GET))[:MOST_ROWS]
    rows = [_row(entry) for entry in entries]
    name = f"审计日志{timezone.localdate()}.csv"
    # Free: whoever is audited must not be able to hold back the log from the auditor.
    return send_stream(
        request, name, csv_lines(COLUMNS, rows), kind=CSV, persons=0, what="审计日志", rows=len(rows)
    )


def _entries(request, filters):
    """The entries of the scope; those without a place belong to whoever looks after the whole county."""
    entries = AuditEntry.objects.within(request.scope).select_related("actor", "content_type")
    return filters.apply(entries).order_by("-pk")


def _row(entry):
    return (
        f"{timezone.localtime(entry.timestamp):%Y-%m-%d %H:%M:%S}",
        str(entry.actor or ""),
        entry.get_event_display(),
        entry.object_repr,
        entry.page,
        entry.filters,
        entry.reason,
        entry.remote_addr or "",
        entry.seal,
    )
