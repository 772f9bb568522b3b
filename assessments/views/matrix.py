from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from accounts.sending import send_workbook
from assessments.models import Checklist
from assessments.selectors.compliance import ChecklistFigures, compliance_trend
from assessments.services.closing import NotClosable, close_quarter
from assessments.sheets import matrix_workbook
from assessments.views.asking import filters_of, matrix_of, refuse_future, rights_at
from assessments.views.squares import body_of, lines_of
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.permissions import Permission
from core.templatetags.ui import percent_of
from orgs.models import Unit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
QUARTERS_SHOWN = 6


@gzip_page  # all villages of a county are 280 KB of table, and 20 KB on the line
@page(Permission.CHECK_VIEW)
def matrix(request):
    """What every unit has and lacks: 九有 by township, 六有 by village."""
    today = timezone.localdate()
    filters = filters_of(request, today)
    if filters is None:
        return render(request, "assessments/matrix_empty.html", _setup(request), fragment="results")
    full = matrix_of(request, filters, today)
    found = filters.apply(full)
    lines = lines_of(found)
    may = rights_at(request.user, filters.county)
    context = {
        "filters": filters,
        "county": filters.county,  # a template would take `filters.county` for the field of that name
        "full": full,
        "found": found,
        "lines": lines,
        "totals": [
            (item, number, f"?{filters.query(item=item.pk)}") for item, number in found.lacking_by_item
        ],
        "next_line": next((line for line in lines if line.row.open), lines[0] if lines else None),
        "body": body_of(
            lines, names_township=filters.checklist.is_for_grassroots and filters.township is None
        ),
        "can_check": request.user.holds(Permission.CHECK_EDIT),
        "can_print": request.user.holds(Permission.REPORT_MAKE),
        "may": may,
        "is_closable": may["configure"] and filters.period.end < today and not full.is_closed,
    }
    return render(request, "assessments/matrix.html", context, fragment="results")


@page(Permission.CHECK_VIEW)
def matrix_export(request):
    """Send the matrix under the same filters as a workbook; who took it is logged."""
    today = timezone.localdate()
    filters = filters_of(request, today)
    if filters is None:
        raise Http404
    found = filters.apply(matrix_of(request, filters, today))
    name = f"{filters.county.name}{filters.checklist.name}达标{found.period.label}"
    return send_workbook(
        request, name, matrix_workbook(found), persons=0,
        about=filters.checklist, unit=filters.township or filters.county, rows=len(found.rows),
    )  # fmt: skip


@page(Permission.CHECK_VIEW)
def compliance_summary(request):
    """What is missing by item, the townships, and how the share has changed by quarter."""
    today = timezone.localdate()
    filters = filters_of(request, today)
    if filters is None:
        return redirect("assessments:matrix")
    full = matrix_of(request, filters, today)
    figures = ChecklistFigures(filters.checklist, full)
    scope = request.scope.narrowed_to(filters.township or filters.county)
    periods = filters.period.back(QUARTERS_SHOWN)
    here = reverse("assessments:matrix")
    context = {
        "filters": filters,
        "county": filters.county,  # a template would take `filters.county` for the field of that name
        "full": full,
        "figures": figures,
        "may": rights_at(request.user, filters.county),
        "share": f"达标率 {percent_of(figures.compliant, figures.total)}",
        "lacking_url": f"{here}?{filters.query(show='lacking')}",
        "open_url": f"{here}?{filters.query(show='open')}",
        "missing": [
            (item.name, number, f"{here}?{filters.query(item=item.pk)}") for item, number in figures.missing
        ],
        "places": [(place, f"{here}?{filters.query(unit=place.unit.pk)}") for place in figures.by_township],
        "trend_bars": [
            {
                "label": point.period.label,
                "value": point.percent or 0,
                "text": f"{point.compliant}/{point.total}",
            }
            for point in compliance_trend(filters.checklist, scope, periods, on=today, known=full)
        ],
    }
    return render(request, "assessments/compliance_summary.html", context, fragment="results")


@page(Permission.CHECKLIST_EDIT, methods=["GET", "POST"])
def quarter_close(request, county_pk, period):
    """Ask once more, then freeze a quarter that is over."""
    today = timezone.localdate()
    refuse_future(period, today)
    county = get_object_or_404(
        Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY), pk=county_pk
    )
    here = f"{reverse('assessments:matrix')}?quarter={period.number}"
    if request.method == "POST":
        try:
            frozen = close_quarter(county, period, by=request.user, at=timezone.now(), today=today)
        except NotClosable as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"已截止{period.label}，系统判定的 {frozen} 格已固定。")
        return redirect(here)
    context = {"county": county, "period": period, "here": here}
    return render_template(request, "assessments/quarter_close.html", context)


def _setup(request):
    """Return what the page of a county without lists offers."""
    editable = request.user.scope_of(Permission.CHECKLIST_EDIT)
    counties = Unit.objects.within(editable).filter(level=Unit.Level.COUNTY).in_tree_order()
    had_lists = Checklist.objects.within(request.scope).exists()
    return {
        "county": counties.first() if editable and not had_lists else None,
        "year": view_year(request) if had_lists else None,
    }
