"""What waits among the pledges, for the workbench."""

from django.urls import reverse

from assessments.pledges.choices import Standing
from assessments.pledges.selectors.standing import states_in
from core.permissions import Permission
from core.registers import Inbox, Todo


def pledges_to_do(scope, day):
    """Return what waits at the units of the scope. Two queries."""
    states, listed = states_in(scope, day.year), reverse("pledges:pledge_list")
    waiting = states[Standing.ISSUED] + states[Standing.AMENDING]
    lines = (
        Todo(
            states[Standing.OUTDATED], "份责任书须重新签订", f"{listed}?state=outdated", "去下达",
            "考核方案已修订", "bad", Permission.ASSESSMENT_REVIEW,
        ),
        Todo(
            states[Standing.NONE], "个单位还没有下达责任书", f"{listed}?state=none", "去下达",
            needs=Permission.ASSESSMENT_REVIEW,
        ),
        Todo(
            waiting, "份责任书待签订", f"{listed}?state=missing", "传回扫描件", "签字盖章后传回", "warn",
            Permission.ASSESSMENT_SCORE,
        ),
    )  # fmt: skip
    return [line for line in lines if line.number]


INBOX = Inbox(Permission.ASSESSMENT_VIEW, pledges_to_do, order=520)
