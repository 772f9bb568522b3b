from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.sending import send_pdf, send_workbook
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.permissions import Permission
from core.sheets.writing import workbook
from orgs.models import Unit
from registry.applications import paper
from registry.applications.defaults import default_procedure
from registry.applications.forms.filters import FiguresForm
from registry.applications.forms.rules import RuleForm
from registry.applications.selectors.benefits import kinds_by_code
from registry.applications.selectors.figures import COLUMNS, DIMENSIONS, figures_by
from registry.applications.selectors.procedures import procedure_of, rows_of
from registry.applications.services import rules
from registry.applications.services.refusal import ApplicationRefused
from registry.applications.views.asking import application_of, county_of_page, number_in
from registry.models import ApplicationRule


@page(Permission.BENEFIT_VIEW)
def form_print(request, pk):
    """申请审批表: what was asked for, all opinions, and the lines for the signatures."""
    application = application_of(request, pk)
    content = paper.form_pdf(application)
    return send_pdf(request, f"申请审批表{application.number}", content, persons=1, about=application)


@page(Permission.BENEFIT_VIEW)
def letter_print(request, pk):
    """告知书 of a grant or a refusal, in the form of GB/T 9704, with the receipt to be signed."""
    application = application_of(request, pk)
    if not (application.is_refused or application.is_granted):
        raise Http404
    content = paper.letter_pdf(application)
    name = f"{paper.outcome_of(application)}告知书".removeprefix("予以")
    return send_pdf(request, f"{name}{application.number}", content, persons=1, about=application)


@page(Permission.BENEFIT_VIEW)
def figures(request):
    """What was received, granted and refused, and how many steps were in time."""
    form, rows, total = _figures(request)
    bars = [
        {"label": row.label, "value": row.received, "url": _link(form, row)} for row in rows if row.received
    ]
    start, end = form.period
    context = {
        "form": form, "rows": rows, "total": total, "bars": bars, "heading": DIMENSIONS[form.dimension],
        "start": start, "end": end,
    }  # fmt: skip
    return render(request, "registry/applications/figures.html", context, fragment="results")


@page(Permission.BENEFIT_VIEW)
def figures_export(request):
    """Send the same table as a workbook."""
    form, rows, total = _figures(request)
    start, end = form.period
    title = f"待遇申请办理统计（{start.isoformat()} 至 {end.isoformat()}）"
    totals = [column.value(total) for column in COLUMNS]
    content = workbook(title, COLUMNS, rows, totals=totals)
    return send_workbook(request, "待遇申请办理统计", content, persons=0, rows=len(rows))


@page(Permission.BENEFIT_MANAGE)
def rule_list(request):
    """The procedures of each county that the user manages, as they hold today."""
    today = timezone.localdate()
    counties = Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    asked = number_in(request.GET.get("county", ""))
    county = counties.filter(pk=asked).first() or counties.first()
    if county is None:
        raise Http404
    own = rows_of(county, today)
    procedures = []
    for code, kind in kinds_by_code(county, today).items():
        row = own.get(code)
        procedure = row.procedure if row else default_procedure(code)
        procedures.append({"code": code, "kind": kind, "row": row, "procedure": procedure})
    coming = ApplicationRule.objects.within(request.scope).filter(unit=county, since__gt=today)
    context = {
        "county": county, "counties": counties, "procedures": procedures,
        "coming": coming.order_by("since", "pk"),
    }  # fmt: skip
    return render(request, "registry/applications/rule_list.html", context, fragment="results")


@page(Permission.BENEFIT_MANAGE, methods=["GET", "POST"])
def rule_edit(request, county_pk, code):
    """Another procedure for a benefit from a day on."""
    county, today = county_of_page(request, county_pk), timezone.localdate()
    kind = kinds_by_code(county, today).get(code)
    if kind is None:
        raise Http404
    form = RuleForm(
        request.POST or None, procedure=procedure_of(county, code, today), shipped=default_procedure(code)
    )
    if request.method == "POST" and form.is_valid():
        since = form.cleaned_data["since"]
        try:
            rules.save_procedure(county, code, form.result(), by=request.user, at=timezone.now(), since=since)
        except ApplicationRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存“{kind.short_name}”的办理程序，自{since.isoformat()} 起执行。")
            return redirect(f"{reverse('applications:rule_list')}?county={county.pk}")
    context = {"form": form, "kind": kind, "county": county}
    return render(request, "registry/applications/rule_form.html", context, fragment="form")


def _figures(request):
    form = FiguresForm(request.GET, scope=request.scope, year=view_year(request))
    scope = request.scope.narrowed_to(form.place) if form.place else request.scope
    rows, total = figures_by(form.dimension, scope, *form.period, on=timezone.localdate())
    return form, rows, total


def _link(form, row):
    """Return the address of the list behind a bar, where a filter of the list says the same."""
    if form.dimension == "kind":
        return f"{reverse('applications:application_list')}?kind={row.key}"
    return ""
