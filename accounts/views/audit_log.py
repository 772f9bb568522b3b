from django.http import StreamingHttpResponse
from django.utils import timezone

from accounts import audit
from accounts.forms import AuditFilter
from accounts.models import AuditEntry
from core.exports import csv_lines
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission

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
    request.after_response(
        lambda: audit.record(
            audit.Event.EXPORT, by=request.user, request=request, what="审计日志", rows=len(rows)
        )
    )
    response = StreamingHttpResponse(csv_lines(COLUMNS, rows), content_type="text/csv; charset=utf-8")
    day = timezone.localdate()
    response["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''%E5%AE%A1%E8%AE%A1%E6%97%A5%E5%BF%97{day}.csv"
    )
    return response


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
