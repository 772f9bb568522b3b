"""What waits among the ledgers, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from registry.ledgers.selectors.waiting import books_asked_for, books_to_review


def ledgers_to_do(scope, day):
    """Return the books that are late, that are asked for now, and that wait for a review. Eleven queries."""
    asked, needs = books_asked_for(scope, day), Permission.LEDGER_EDIT
    index, board = reverse("ledgers:index"), reverse("ledgers:board")
    until = f"{asked.until.month} 月 {asked.until.day} 日前" if asked.until else ""
    lines = (
        Todo(asked.late, "本台账逾期未报", index, "去办理", "已过报送期限", "bad", needs),
        Todo(asked.open, "本上期台账待报送", index, "去填报", until, "warn", needs),
        Todo(books_to_review(scope, day), "本已报台账待审核", board, "去审核", needs=needs),
    )
    return [line for line in lines if line.number]


INBOX = Inbox(Permission.LEDGER_VIEW, ledgers_to_do, order=450)
