"""What waits among the inspections, for the workbench."""

from django.urls import reverse

from assessments.inspections.selectors.plans import waiting_in
from core.permissions import Permission
from core.registers import Inbox, Todo


def inspections_to_do(scope, day):
    """Return what waits at the units of the scope. Two queries."""
    waiting, listed = waiting_in(scope, day), reverse("inspections:finding_list")
    mending, checking = Permission.ASSESSMENT_SCORE, Permission.ASSESSMENT_REVIEW
    plans = reverse("inspections:plan_list")
    lines = (
        Todo(
            waiting["overdue"], "个督查问题整改超期", f"{listed}?state=overdue", "去整改", "", "bad", mending
        ),
        Todo(waiting["open"], "个督查问题待整改", f"{listed}?state=open", "去整改", "", "warn", mending),
        Todo(waiting["reported"], "个督查问题待复查", f"{listed}?state=reported", "去复查", needs=checking),
        Todo(waiting["late_visits"], "个单位过了督查期限还没有检查", plans, "去检查", "", "warn", checking),
    )
    return [line for line in lines if line.number]


INBOX = Inbox(Permission.ASSESSMENT_VIEW, inspections_to_do, order=640)
