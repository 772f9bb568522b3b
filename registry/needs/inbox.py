"""What waits among the needs, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from registry.needs.selectors.needs import open_tally


def needs_to_do(scope, day):
    """Return the needs past their deadline and those whose result nobody has asked about. Two queries."""
    tally, listed, needs = open_tally(scope, day), reverse("needs:need_list"), Permission.SERVICE_EDIT
    lines = (
        Todo(tally.overdue, "项需求超期未办结", f"{listed}?state=overdue", "去落实", "", "warn", needs),
        Todo(tally.unasked, "项需求办结后待回访", f"{listed}?state=unasked", "去回访", needs=needs),
    )
    return [line for line in lines if line.number]


INBOX = Inbox(Permission.SERVICE_VIEW, needs_to_do, order=430)
