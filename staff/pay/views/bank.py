"""To the bank and back: export, return, layouts with a preview."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from staff.models import BankExport, BankLayout, StipendLine, StipendRun
from staff.pay.forms.bank import LayoutForm
from staff.pay.forms.runs import ExportForm, ReturnForm
from staff.pay.imports.returns import ReturnRefused
from staff.pay.layouts import TYPES, Batch, rows_of
from staff.pay.selectors.since import since_computed
from staff.pay.services.banking import export_run, install_layouts, save_layout
from staff.pay.services.returning import take_return
from staff.pay.views.runs import ready
from staff.services.refusal import StaffRefused

SAMPLE = 5


def _layouts(request, county):
    return BankLayout.objects.within(request.scope).in_use().filter(unit=county).order_by("pk")


@page(Permission.STIPEND_EXPORT, methods=["GET", "POST"])
def bank_export(request, pk):
    """Make the bank's file, once; a second time for a reason."""
    run = get_object_or_404(ready(request), pk=pk)
    before = BankExport.objects.within(request.scope).filter(run=run).select_related("by").order_by("number")
    layouts = _layouts(request, run.unit)
    if request.method == "POST" and not layouts:
        install_layouts(run.unit)
    form = ExportForm(request.POST or None, layouts=layouts.all(), is_again=before.exists())
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            export, content = export_run(
                run, facts["layout"], by=request.user, at=timezone.now(), reason=facts.get("reason", "")
            )
        except StaffRefused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            return _download(export.file_name, content, TYPES[export.layout.file_format])
    context = {"form": form, "run": run, "before": before, "layouts": layouts.all()}
    context["since"] = since_computed(run)
    return render(request, "staff/pay/bank_export.html", context, fragment="form")


def _download(name, content, kind):
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page(Permission.STIPEND_EXPORT, methods=["GET", "POST"])
def bank_return(request, pk):
    """Read the bank's answer, all of it or nothing."""
    run = get_object_or_404(ready(request), pk=pk)
    form = ReturnForm(request.POST or None, request.FILES or None, initial={"paid_on": timezone.localdate()})
    problems = []
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            taken = take_return(
                run, facts["file"], by=request.user, at=timezone.now(), paid_on=facts["paid_on"]
            )
        except ReturnRefused as problem:
            form.add_error("file", str(problem))
            problems = problem.problems
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            told = f"已读入回盘：入账 {taken.paid} 笔、{taken.paid_amount:,} 元，退回 {taken.failed} 笔。"
            messages.success(request, told)
            return redirect(run)
    context = {"form": form, "run": run, "problems": problems}
    return render(request, "staff/pay/bank_return.html", context, fragment="form")


@page(Permission.STIPEND_VIEW)
def layout_list(request):
    """The layouts of bank files."""
    rows = BankLayout.objects.within(request.scope).select_related("unit").order_by("unit__path", "pk")
    may_edit = request.user.holds(Permission.STIPEND_EDIT)
    context = {"layouts": rows, "may_edit": may_edit}
    return render(request, "staff/pay/layout_list.html", context, fragment="results")


@page(Permission.STIPEND_EDIT, methods=["GET", "POST"])
def layout_create(request):
    """Lay out the file of a further bank."""
    return _edit(request, BankLayout())


@page(Permission.STIPEND_EDIT, methods=["GET", "POST"])
def layout_edit(request, pk):
    """Change a layout; the preview shows what it makes of the latest run."""
    return _edit(request, get_object_or_404(BankLayout.objects.within(request.scope), pk=pk))


def _edit(request, layout):
    form = LayoutForm(request.POST or None, scope=request.scope, layout=layout)
    preview = _preview(request, layout) if layout.pk else []
    if request.method == "POST" and form.is_valid():
        layout = form.as_layout()
        if "preview" in request.POST:
            preview = _preview(request, layout)
        else:
            try:
                save_layout(layout, by=request.user, at=timezone.now())
            except StaffRefused as problem:
                form.add_error(problem.field, str(problem))
            else:
                messages.success(request, f"已保存银行文件格式“{layout.name}”。")
                return redirect("staff:layout_list")
    context = {"form": form, "layout": layout, "preview": preview}
    return render(request, "staff/pay/layout_form.html", context, fragment="form")


def _preview(request, layout):
    """Return the first rows of the latest run in the layout, numbers masked; nothing without a run."""
    runs = StipendRun.objects.within(request.scope).filter(unit=layout.unit_id).select_related("unit")
    run = runs.newest_first().first()
    if run is None:
        return []
    lines = StipendLine.objects.within(request.scope).filter(run=run).to_be_paid().defer("explanation")
    ready_lines = lines.select_related("member", "unit", "unit__parent").in_roll_order()[:SAMPLE]
    rows = rows_of(layout, ready_lines, Batch(run, is_masked=True))
    return rows if layout.file_format == "xlsx" else [[layout.delimiter.join(row)] for row in rows]
