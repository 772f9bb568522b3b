"""Reports about one person or member, asked for on their own pages."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core import jobs
from core.pages import page
from core.permissions import Permission
from registry.models import Person
from reports.kinds import KINDS
from reports.tasks import MAKE_REPORT
from staff.models import Member


@page(Permission.REPORT_MAKE, methods=["POST"])
def person_form(request, pk):
    """Make the 个人登记表 of one person; a job does it."""
    return _make(request, "person_form", Person.objects.within(request.scope), pk)


@page(Permission.REPORT_MAKE, methods=["POST"])
def member_file(request, pk):
    """Make the 个人档案 of one member; a job does it."""
    return _make(request, "member_file", Member.objects.within(request.scope), pk)


def _make(request, code, rows, pk):
    kind = KINDS[code]
    if not request.user.holds(kind.needs):
        raise PermissionDenied
    row = get_object_or_404(rows.within(request.user.scope_of(kind.needs)).select_related("unit"), pk=pk)
    job = jobs.enqueue(
        MAKE_REPORT, by=request.user, label=f"生成{row.name}的{kind.name}"[:150], report=code,
        unit=row.unit_id, year=timezone.localdate().year, quarter=None, about=f"{kind.about}:{row.pk}",
    )  # fmt: skip
    messages.info(request, f"{row.name}的{kind.name}已开始生成，完成后在这里打开。")
    return redirect(job)
