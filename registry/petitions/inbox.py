"""What waits among the letters and visits, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from registry.petitions.selectors.cases import waiting_in


def petitions_to_do(scope, day):
    """Return what waits at the units of the scope. One query."""
    waiting, listed = waiting_in(scope, day), reverse("petitions:petition_list")
    needs = Permission.PETITION_EDIT
    lines = (
        Todo(
            waiting.overdue, "件来信来访已超期", f"{listed}?due=overdue", "去办理", "尽快答复", "bad", needs
        ),
        Todo(waiting.soon, "件来信来访快到期", f"{listed}?due=soon", "去办理", "", "warn", needs),
        Todo(waiting.to_accept, "件来信来访待受理", f"{listed}?state=registered", "去受理", needs=needs),
    )
    return [line for line in lines if line.number]


INBOX = Inbox(Permission.PETITION_VIEW, petitions_to_do, order=480)
