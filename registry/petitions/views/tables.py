from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.sending import send_workbook
from core.documents import render_pdf
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.permissions import Permission
from core.sheets.lists import workbook
from registry.petitions.columns import TABLE_COLUMNS, kind_of, matter_of
from registry.petitions.forms.filters import FiguresForm, PeriodForm
from registry.petitions.models.doors import Reader
from registry.petitions.selectors import cases as reading
from registry.petitions.selectors.figures import DIMENSIONS, figures_by
from registry.petitions.views.steps import send_pdf

TITLE = "残疾人来信来访登记表"
MOST_PRINTED = 300  # a booklet; more takes longer than anybody waits, and nobody signs it
TEMPLATE = "registry/petitions/print/table.html"


@page(Permission.PETITION_VIEW)
def petition_table(request):
    """表7: choose the period and the unit, see how much it is, then print or export it."""
    form, rows = _chosen(request)
    count = rows.count()
    context = {"form": form, "count": count, "most": MOST_PRINTED, "is_too_long": count > MOST_PRINTED}
    return render(request, "registry/petitions/table.html", context, fragment="results")


@page(Permission.PETITION_VIEW)
def table_print(request):
    """Show 表7 as a PDF: A4 lying, with the lines for the signatures."""
    form, found = _chosen(request)
    rows = reading.told_to(found[: MOST_PRINTED + 1], Reader(request.user))
    if len(rows) > MOST_PRINTED:
        return redirect(f"{reverse('petitions:table')}?{request.GET.urlencode()}")
    for petition in rows:
        petition.kind, petition.what = kind_of(petition.person), matter_of(petition)
    start, end = form.period
    unit = form.place or request.user.home_unit
    filled_by = unit.federation_name if unit else "全部单位"
    context = {"rows": rows, "start": start, "end": end, "filled_by": filled_by}
    content = render_pdf(TEMPLATE, context, title=TITLE, author=filled_by)
    _log(request, len(rows))
    return send_pdf(content, f"{TITLE}{start:%Y%m%d}至{end:%Y%m%d}.pdf")


@page(Permission.PETITION_VIEW)
def table_export(request):
    """Send 表7 of the period as a workbook."""
    form, found = _chosen(request)
    rows = reading.told_to(found, Reader(request.user))
    start, end = form.period
    content = workbook(f"{TITLE}（{start.isoformat()} 至 {end.isoformat()}）", TABLE_COLUMNS, rows)
    return send_workbook(request, TITLE, content, rows=len(rows))


@page(Permission.PETITION_VIEW)
def petition_figures(request):
    """How many came, about what, and how many were settled in time."""
    form = FiguresForm(request.GET, scope=request.scope, year=view_year(request))
    scope = request.scope.narrowed_to(form.place) if form.place else request.scope
    start, end = form.period
    rows, total = figures_by(form.dimension, scope, start, end, timezone.localdate())
    bars = [
        {"label": row.label, "value": row.received, "url": _link(form, row)} for row in rows if row.received
    ]
    context = {
        "form": form, "rows": rows, "total": total, "bars": bars, "heading": DIMENSIONS[form.dimension],
        "start": start, "end": end,
    }  # fmt: skip
    return render(request, "registry/petitions/figures.html", context, fragment="results")


def _chosen(request):
    form = PeriodForm(request.GET, scope=request.scope, year=view_year(request))
    found = reading.petitions_of(request.scope, Reader(request.user)).filter(received_on__range=form.period)
    if form.place:
        found = found.at_unit(form.place)
    return form, found.for_list().order_by("received_on", "pk")


def _link(form, row):
    """Return the address of the list behind a bar, where a filter of the list says the same."""
    same = {"category": "category", "form": "form", "unit": "unit"}
    if form.dimension not in same:
        return ""
    return f"{reverse('petitions:petition_list')}?{same[form.dimension]}={row.key}"


def _log(request, rows):
    request.after_response(
        lambda: audit.record(audit.Event.EXPORT, by=request.user, request=request, what=TITLE, rows=rows)
    )
