"""The one door through which files leave: the answer with its name, the gate before it, and word to the log.

Every call says how many persons' rows the file carries (`persons`); what nobody is named in says 0. Beyond
what a county lets go freely, the gate (filled by `accounts`) stops the download or gives it a stamp, which is
then put on the file where everybody sees it.
"""

import io
import mimetypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from core.attachments import PDF, SANDBOX, XLSX
from core.stamping import kind_of, stamped

EXPORT, VIEW = "export", "view"
CSV = "text/csv; charset=utf-8"
# Called with (request, event, facts) once the answer is made; `accounts` writes the audit log here.
LISTENERS: list[Callable] = []
# Called with (request, Cargo) before a file is made; returns its `Stamp` or None, or raises `pages.HeldBack`.
GATES: list[Callable] = []


@dataclass(frozen=True)
class Cargo:
    """What a file is about to carry out of the house.

    :param persons: how many rows about persons it holds, or may hold.
    :param filters: the form by which the list was narrowed, if there is one.
    :param fields: columns (with a `title`) or words that tell which kinds of values it holds.
    """

    what: str
    persons: int
    filters: object = None
    fields: Sequence = ()


def ask_leave(request, what, *, persons, filters=None, fields=()):
    """Return the stamp that the file must carry, None if it may go as it is; ask before it is made.

    Asking again for the same file costs nothing.

    :raises core.pages.HeldBack: the user has to ask somebody first.
    """
    if not persons:
        return None
    answers = request.__dict__.setdefault("_leave", {})
    if persons not in answers:
        cargo = Cargo(what, persons, filters, fields)
        stamps = [gate(request, cargo) for gate in GATES]
        answers[persons] = next(filter(None, stamps), None)
    return answers[persons]


def tell(request, event, **facts):
    """Let the listeners know, after the answer, what was exported or looked at.

    :param facts: `about`, `unit`, and counts and names worth keeping, never sensitive values.
    """
    for listener in LISTENERS:
        request.after_response(lambda hear=listener: hear(request, event, **facts))


def send_workbook(request, name, content, **cargo_and_facts):
    """Return the workbook as a download, and have the export logged with its filters and facts.

    :param content: the bytes, or a call that makes them once the gate has let the file pass.
    :param cargo_and_facts: `persons` and the rest of `ask_leave`, and facts for `tell`.
    """
    content, _ = _passed(request, name, content, XLSX, **{"what": name} | cargo_and_facts)
    return _named(HttpResponse(content, content_type=XLSX), f"{name}.xlsx")


def send_pdf(request, name, content, **cargo_and_facts):
    """Return a PDF that the browser shows in place, and have the export logged; see `send_workbook`."""
    content, _ = _passed(request, name, content, PDF, **{"what": name} | cargo_and_facts)
    return _named(HttpResponse(content, content_type=PDF), f"{name}.pdf", "inline")


def send_file(request, content, name, *, kind="", handed_out=None, **cargo_and_facts):
    """Return any file as a download; one that is stored stays as it is, the copy gets the stamp.

    :param content: bytes, a call that makes them, or a stored file.
    :param name: the whole name, with its ending; it tells the type if `kind` does not.
    :param handed_out: called with the bytes of a stamped copy after the answer.
    """
    kind = kind or kind_of(name) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    content, stamp = _passed(request, name, content, kind, **cargo_and_facts)
    if stamp is not None and handed_out is not None:
        request.after_response(lambda: handed_out(content))
    opened = io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")
    return FileResponse(opened, as_attachment=True, filename=name, content_type=kind)


def send_stream(request, name, parts, *, kind, **cargo_and_facts):
    """Return a list that is written while it is sent. Whoever writes it puts on the stamp of `ask_leave`.

    :param name: the whole name, with its ending.
    """
    _leave(request, name, **cargo_and_facts)
    return _named(StreamingHttpResponse(parts, content_type=kind), name)


def _leave(request, name, *, persons, filters=None, fields=(), **facts):
    """Return the stamp of a file, and note its export with the approval under which it goes."""
    stamp = ask_leave(request, name, persons=persons, filters=filters, fields=fields)
    if stamp is not None:
        facts |= {"reason": stamp.reason, "approval": stamp.number}
    tell(request, EXPORT, **facts)
    return stamp


def _passed(request, name, content, kind, **cargo_and_facts):
    """Return (the content, with its stamp if it must have one; that stamp or None)."""
    stamp = _leave(request, name, **cargo_and_facts)
    made = content() if callable(content) else content
    if stamp is None or not stamp.is_shown:
        return made, None
    return stamped(made if isinstance(made, bytes) else _read(made), kind, stamp), stamp


def _read(file):
    with file.open("rb") as opened:
        return opened.read()


def _named(response, file_name, place="attachment"):
    response["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(file_name.replace(' ', ''))}"
    response["X-Content-Type-Options"] = "nosniff"
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
