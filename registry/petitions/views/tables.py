from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.sending import send_workbook
from core import jobs
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.permissions import Permission
from core.sheets.writing import workbook
from registry.models import Petition
from registry.petitions import paper
from registry.petitions.columns import TABLE_COLUMNS
from registry.petitions.forms.filters import FiguresForm, PeriodForm
from registry.petitions.models.doors import Reader
from registry.petitions.paper import MOST_PRINTED, TITLE
from registry.petitions.selectors import cases as reading
from registry.petitions.selectors.figures import DIMENSIONS, figures_by
from registry.petitions.tasks import PRINT_TABLE


@page(Permission.PETITION_VIEW)
def petition_table(request):
    """表7: choose the period and the unit, see how much it is, then print or export it."""
    form, rows = _chosen(request)
    count = rows.count()
    context = {"form": form, "count": count, "most": MOST_PRINTED, "is_too_long": count > MOST_PRINTED}
    return render(request, "registry/petitions/table.html", context, fragment="results")


@page(Permission.PETITION_VIEW, methods=["POST"])
def table_print(request):
    """Have 表7 printed by the worker, and lead to the page that follows it."""
    form = PeriodForm(request.POST, scope=request.scope, year=view_year(request))
    if form.errors:
        messages.error(request, "日期不对，请重新选择。")
        return redirect("petitions:table")
    start, end = form.period
    job = jobs.enqueue(
        PRINT_TABLE,
        by=request.user,
        label=f"{TITLE}（{start.isoformat()} 至 {end.isoformat()}）",
        start=start.isoformat(),
        end=end.isoformat(),
        unit=form.place.pk if form.place else None,
    )
    return redirect(job)


@page(Permission.PETITION_VIEW)
def table_export(request):
    """Send 表7 of the period as a workbook."""
    form, found = _chosen(request)
    rows = reading.told_to(found, Reader(request.user))
    start, end = form.period
    title = f"{TITLE}（{start.isoformat()} 至 {end.isoformat()}）"
    return send_workbook(
        request, TITLE, lambda: workbook(title, TABLE_COLUMNS, rows),
        persons=len(rows), filters=form, fields=TABLE_COLUMNS, rows=len(rows),
    )  # fmt: skip


@page(Permission.PETITION_VIEW)
def petition_figures(request):
    """How many came, about what, and how many were settled in time."""
    form = FiguresForm(request.GET, scope=request.scope, year=view_year(request))
    scope = request.scope.narrowed_to(form.place) if form.place else request.scope
    start, end = form.period
    rows, total = figures_by(form.dimension, scope, start, end, on=timezone.localdate())
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
    return form, paper.chosen(Petition.objects.within(request.scope), form.period, form.place)


def _link(form, row):
    """Return the address of the list behind a bar, where a filter of the list says the same."""
    same = {"category": "category", "form": "form", "unit": "unit"}
    if form.dimension not in same:
        return ""
    return f"{reverse('petitions:petition_list')}?{same[form.dimension]}={row.key}"
