"""What waits among the applications for benefits, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from registry.applications.selectors.applications import waiting_in


def applications_to_do(scope, day):
    """Return the applications that wait for the scope's own units, and those overdue. Three queries."""
    waiting, listed = waiting_in(scope, day), reverse("applications:application_list")
    late, needs = f"{listed}?due=overdue", Permission.BENEFIT_EDIT
    lines = (
        Todo(waiting.overdue, "件待遇申请已超期", late, "去办理", "尽快办理", "bad", needs),
        Todo(waiting.to_deliver, "件待遇申请的告知书待送达", f"{listed}?due=deliver", "去送达", needs=needs),
        Todo(waiting.mine, "件待遇申请待本单位办理", f"{listed}?due=mine", "去办理", needs=needs),
    )
    return [line for line in lines if line.number]


INBOX = Inbox(Permission.BENEFIT_VIEW, applications_to_do, order=446)
