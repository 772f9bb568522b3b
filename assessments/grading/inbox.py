"""What waits after the grading, for the workbench."""

from django.urls import reverse

from assessments.grading.selectors.plans import plans_overdue, weak_without_plan
from core.permissions import Permission
from core.registers import Inbox, Todo


def grading_to_do(scope, day):
    """Return what waits for the weak units of the scope, of this year and the last."""
    listed = reverse("grading:tier_moves")
    planless = weak_without_plan(scope, (day.year - 1, day.year))
    needs = Permission.ASSESSMENT_REVIEW
    lines = (
        Todo(
            plans_overdue(scope, day), "份整改提升计划已超期", listed, "去督促", "", "bad",
            Permission.ASSESSMENT_SCORE,
        ),
        Todo(planless, "个薄弱单位没有整改提升计划", listed, "制定计划", "", "warn", needs),
    )  # fmt: skip
    return [line for line in lines if line.number]


INBOX = Inbox(Permission.ASSESSMENT_VIEW, grading_to_do, order=540)
