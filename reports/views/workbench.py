from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.selectors import unit_tally
from reports.workbench.board import board_for


@page(Permission.WORKBENCH_VIEW)
def workbench(request):
    """The first page after signing in: the state at a glance, what waits, and the townships."""
    context = {
        "board": board_for(request.user, timezone.localdate()),
        "tally": unit_tally(request.scope),
        "can_make": request.user.holds(Permission.REPORT_MAKE),
        "home": request.user.home_unit,
    }
    return render(request, "reports/workbench.html", context, fragment="board")
