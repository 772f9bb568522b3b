"""What this room hangs into the menu, the search and the unit page."""

from auditlog.registry import auditlog
from django.utils import timezone

from core.permissions import Permission
from core.registers import MenuItem, register
from registry.imports.kinds import register_kind
from registry.ledgers import tasks  # noqa: F401 -- registers its jobs
from registry.ledgers.drawn import register_sources
from registry.ledgers.forms.taking import LedgerUploadForm
from registry.ledgers.inbox import INBOX
from registry.ledgers.models import (
    DiaryEntry,
    LedgerBook,
    LedgerException,
    LedgerField,
    LedgerLock,
    LedgerType,
)
from registry.ledgers.selectors.waiting import waiting_books
from registry.ledgers.taking import LedgersKind

LEDGER_PAGES = (
    "board", "unit_month", "book_detail", "book_edit", "book_step",
    "print_detail", "lock_list", "lock_create", "exception_create", "type_list",
    "type_create", "type_detail", "type_edit", "field_create", "field_edit", "field_end",
)  # fmt: skip


def waiting(scope):
    """Return how many books of the scope are past their day and not handed in."""
    return waiting_books(scope, timezone.localdate())


MENU = (
    MenuItem(
        group="残疾人",
        label="台账",
        url_name="ledgers:index",
        permission=Permission.LEDGER_VIEW,
        order=450,
        count=waiting,
        also=tuple(f"ledgers:{name}" for name in LEDGER_PAGES),
    ),
    MenuItem(
        group="残疾人",
        label="工作记录",
        url_name="ledgers:diary_list",
        permission=Permission.LEDGER_VIEW,
        order=455,
        also=("ledgers:diary_create", "ledgers:diary_edit"),
    ),
)


def register_all():
    """Register the menu entries, the sources of generated ledgers, and the models that are audited."""
    register_sources()
    for model in (LedgerType, LedgerField, LedgerException, LedgerLock, DiaryEntry):
        auditlog.register(model, exclude_fields=["updated_at", "unit_path"])
    auditlog.register(LedgerBook, exclude_fields=["updated_at", "unit_path", "version", "row_count"])
    register(*MENU, INBOX)
    register_kind(LedgersKind(), form=LedgerUploadForm)
