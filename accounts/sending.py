"""Sending workbooks and kept files: the answer with its name, and the entry in the audit log."""

from urllib.parse import quote

from django.http import FileResponse, HttpResponse

from accounts import audit
from core.attachments import SANDBOX, XLSX


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


def send_kept_file(request, kept):
    """Return a `KeptFile` — a picture or a PDF shown in place, the rest as a download — and log the view."""
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=kept, request=request)
    )
    response = FileResponse(
        kept.file.open("rb"),
        as_attachment="download" in request.GET or not kept.is_shown_inline,
        filename=kept.name,
        content_type=kept.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    if kept.is_picture:
        response["Content-Security-Policy"] = SANDBOX
    return response
