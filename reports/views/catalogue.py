from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from reports.catalogue import lines_for


@page(Permission.REPORT_VIEW)
def catalogue(request):
    """What is to be handed in and the user may see: where it is made, when last, when next."""
    text = request.GET.get("q", "")[:50]
    pressing = bool(request.GET.get("pressing"))
    duties, groups = lines_for(
        request.user, request.scope, timezone.localdate(), text=text, pressing=pressing
    )
    context = {
        "groups": groups, "text": text, "pressing": pressing, "unit": duties.unit,
        "can_make": request.user.holds(Permission.REPORT_MAKE),
        "may_manage": request.user.holds(Permission.STATISTICS_MANAGE),
    }  # fmt: skip
    return render(request, "reports/catalogue.html", context, fragment="results")
