"""What waits in the elections, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from orgs.elections.selectors.elections import to_review, waiting_in


def elections_to_do(scope, day):
    """Return the elections that are late or under way, and the candidates to review. Two queries."""
    waiting, listed = waiting_in(scope, day), reverse("elections:progress")
    late = f"{listed}?state=超期"
    lines = (
        Todo(waiting.late, "个换届超过期限", late, "去办理", "尽快办理", "bad", Permission.BOARD_EDIT),
        Todo(to_review(scope), "名候选人待联审", listed, "去联审", needs=Permission.BOARD_REVIEW),
        Todo(waiting.open - waiting.late, "个换届正在进行", f"{listed}?state=进行中", "查看"),
    )
    return [line for line in lines if line.number > 0]


INBOX = Inbox(Permission.BOARD_VIEW, elections_to_do, order=206)
