"""Letters and visits on the workbench."""

from django.urls import reverse

from core.permissions import Permission
from registry.petitions.selectors.cases import waiting_in
from reports.workbench.pieces import Todo


def show_petitions(picture, scope, day):
    """Add what waits at the units of the scope to the to-dos. One query."""
    waiting = waiting_in(scope, day)
    listed = reverse("petitions:petition_list")
    needs = Permission.PETITION_EDIT
    if waiting.overdue:
        where = f"{listed}?due=overdue"
        picture.todos.append(
            Todo(waiting.overdue, "件来信来访已超期", where, "去办理", "尽快答复", "bad", needs)
        )
    if waiting.soon:
        where = f"{listed}?due=soon"
        picture.todos.append(Todo(waiting.soon, "件来信来访快到期", where, "去办理", needs=needs))
    if waiting.to_accept:
        where = f"{listed}?state=registered"
        picture.todos.append(Todo(waiting.to_accept, "件来信来访待受理", where, "去受理", needs=needs))
