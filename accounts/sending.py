"""Sending workbooks: the answer with its name, and the entry in the audit log."""

from urllib.parse import quote

from django.http import HttpResponse

from accounts import audit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_workbook(request, name, content, *, about=None, unit=None, **facts):
    """Return the workbook as a download, and log the export with the page, the filters and `facts`."""
    request.after_response(
        lambda: audit.record(
            audit.Event.EXPORT, by=request.user, about=about, request=request, unit=unit, what=name, **facts
        )
    )
    response = HttpResponse(content, content_type=XLSX)
    file_name = quote(f"{name}.xlsx".replace(" ", ""))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{file_name}"
    return response
