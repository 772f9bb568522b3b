"""Where upper floors find the sending of workbooks and kept files; every sending is in the audit log."""

from accounts import audit
from core.sending import LISTENERS, ask_leave, send_file, send_kept_file, send_pdf, send_stream, send_workbook

__all__ = [
    "ask_leave",
    "listen",
    "send_file",
    "send_kept_file",
    "send_pdf",
    "send_stream",
    "send_workbook",
]  # fmt: skip


def listen():
    """Write everything that is sent into the audit log; called once when the app is ready."""
    if _hear not in LISTENERS:
        LISTENERS.append(_hear)


def _hear(request, event, **facts):
    audit.record(audit.Event(event), by=request.user, request=request, **facts)
