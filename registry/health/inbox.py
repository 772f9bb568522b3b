"""What waits among the findings of the data check, for the workbench."""

from django.db.models import Count, Q
from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from registry.health.choices import Severity
from registry.health.models import Finding


def findings_to_do(scope, day):
    """Return the findings of the scope that wait, the serious ones apart. One query."""
    counts = (
        Finding.objects.within(scope)
        .open()
        .aggregate(
            serious=Count("pk", filter=Q(severity=Severity.SERIOUS)),
            other=Count("pk", filter=~Q(severity=Severity.SERIOUS)),
        )
    )
    listed, needs = reverse("health:finding_list"), Permission.HEALTH_EDIT
    serious = f"{listed}?severity={Severity.SERIOUS.value}"
    lines = (
        Todo(counts["serious"], "条严重的数据体检问题", serious, "去改正", "影响补贴和统计", "bad", needs),
        Todo(counts["other"], "条其他数据体检问题", listed, "去改正", needs=needs),
    )
    return [line for line in lines if line.number]


INBOX = Inbox(Permission.HEALTH_VIEW, findings_to_do, order=420)
