"""What a county or a township has to hand in soon, or should have, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from orgs.models import Unit
from reports.catalogue import lines_for

NAMED = 3
REMEMBERED = 30  # days for which what is overdue stays on the workbench; the catalogue goes on saying so


def papers_due(user, scope, day):
    """Return what is overdue and what is due soon at the unit at which the user acts."""
    duties, groups = lines_for(user, scope, day)
    if duties.unit is None or duties.unit.level not in (Unit.Level.COUNTY, Unit.Level.TOWNSHIP):
        return []
    lines = [own for _, group in groups for own in group if own.due]
    late = [own for own in lines if own.due.missed and own.due.late <= REMEMBERED]
    near = sorted((own for own in lines if own.due.is_near), key=lambda own: own.due.left)
    said = [
        _todo(late, "过期没有做", [own.due.missed for own in late], "bad"),
        _todo(near, "快要交了", [own.due.day for own in near], "warn"),
    ]
    return [own for own in said if own is not None]


def _todo(lines, said, days, tone):
    if not lines:
        return None
    named = [f"{own.entry.name}（{day.month}月{day.day}日）" for own, day in zip(lines, days, strict=True)]
    if len(lines) == 1:
        url = lines[0].create_url or lines[0].entry.url
        return Todo(1, f"份材料{said}：{named[0]}", url, "去做", "", tone, Permission.REPORT_MAKE)
    note = "、".join(named[:NAMED]) + ("等" if len(named) > NAMED else "")
    url = f"{reverse('reports:catalogue')}?pressing=1"
    return Todo(len(lines), f"份材料{said}", url, "去做", note, tone, Permission.REPORT_MAKE)


INBOX = Inbox(Permission.REPORT_VIEW, papers_due, order=590, is_personal=True)
