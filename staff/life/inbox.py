"""What waits about those in post, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from staff.life.choices import ALERT_TONES
from staff.life.selectors.alerts import alerts_in, tally


def alerts_to_do(scope, day):
    """Return one line for each kind of alert that there is. Four queries."""
    listed, needs = reverse("life:alert_list"), Permission.STAFF_EDIT
    return [
        Todo(
            number, f"名专职委员{kind.label}", f"{listed}?kind={kind}", "去处理", "", ALERT_TONES[kind], needs
        )
        for kind, number in tally(alerts_in(scope, day))
    ]


INBOX = Inbox(Permission.STAFF_EDIT, alerts_to_do, order=303)
