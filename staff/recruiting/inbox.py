"""What waits in recruitments, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from staff.recruiting.selectors.recruitments import waiting_in


def recruitments_to_do(scope, day):
    """Return what waits for those who run recruitments. Two queries."""
    waiting, listed, needs = (
        waiting_in(scope, day),
        reverse("recruiting:recruitment_list"),
        Permission.STAFF_EDIT,
    )
    lines = (
        Todo(waiting.to_review, "名报名人待资格审查", f"{listed}?state=open", "去审查", "", "warn", needs),
        Todo(waiting.to_close, "次招聘报名已截止", f"{listed}?state=open", "转入考试", needs=needs),
        Todo(waiting.to_end, "次拟聘公示已期满", f"{listed}?state=notice", "结束公示", "", "warn", needs),
        Todo(waiting.to_hire, "名拟聘人员待聘用", f"{listed}?state=hiring", "去聘用", "", "warn", needs),
    )
    return [line for line in lines if line.number]


INBOX = Inbox(Permission.STAFF_EDIT, recruitments_to_do, order=306)
