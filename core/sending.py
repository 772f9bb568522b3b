"""Sending workbooks, papers and kept files: the answer with its name, and word to whoever keeps the log."""

from collections.abc import Callable
from urllib.parse import quote

from django.http import FileResponse, HttpResponse

from core.attachments import PDF, SANDBOX, XLSX

EXPORT, VIEW = "export", "view"
# Called with (request, event, facts) once the answer is made; `accounts` writes the audit log here.
LISTENERS: list[Callable] = []


def tell(request, event, **facts):
    """Let the listeners know, after the answer, what was exported or looked at.

    :param facts: `about`, `unit`, and counts and names worth keeping, never sensitive values.
    """
    for listener in LISTENERS:
        request.after_response(lambda hear=listener: hear(request, event, **facts))


def send_workbook(request, name, content, **facts):
    """Return the workbook as a download, and have the export logged with its filters and `facts`."""
    tell(request, EXPORT, what=name, **facts)
    response = HttpResponse(content, content_type=XLSX)
    file_name = quote(f"{name}.xlsx".replace(" ", ""))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{file_name}"
    return response


def send_pdf(request, name, content, **facts):
    """Return a PDF that the browser shows in place, and have the export logged."""
    tell(request, EXPORT, what=name, **facts)
    response = HttpResponse(content, content_type=PDF)
    file_name = quote(f"{name}.pdf".replace(" ", ""))
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{file_name}"
    return response


def send_kept_file(request, kept):
    """Return a `KeptFile` — a picture or a PDF shown in place, the rest as a download — and log the view."""
    tell(request, VIEW, about=kept)
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
