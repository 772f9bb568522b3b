from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.sending import send_workbook
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from staff.columns import ROLL_COLUMNS
from staff.forms.filters import LineFilter
from staff.forms.stipends import MakeRunForm, PaidForm
from staff.models import StipendLine, StipendRun
from staff.selectors.stipends import account_doubts, by_township, delta_of, lines_for_roll, runs_for_list
from staff.services import runs
from staff.services.refusal import StaffRefused

SORTS = {
    "unit": ("unit__path", "post_type", "pk"),
    "name": ("name", "pk"),
    "months": ("months", "unit__path", "pk"),
    "amount": ("amount", "unit__path", "pk"),
}


@page(Permission.STIPEND_VIEW)
def run_list(request):
    """The rolls so far, and the way to make the next one."""
    editing = request.user.scope_of(Permission.STIPEND_EDIT)
    return _list(request, MakeRunForm(scope=editing) if editing else None)


@page(Permission.STIPEND_EDIT, methods=["POST"])
def run_make(request):
    """Compute the roll of a half-year, for the first time or anew."""
    form = MakeRunForm(request.POST, scope=request.scope)
    if form.is_valid():
        facts = form.cleaned_data
        try:
            run = runs.make_run(
                facts["county"], facts["year"], facts["half"], by=request.user, at=timezone.now()
            )
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(
                request, f"已造册：{run.period}，{run.people} 人，{run.amount} 元。请另一人复核。"
            )
            return redirect(run)
    return _list(request, form)


@page(Permission.STIPEND_VIEW)
def run_detail(request, pk):
    run = get_object_or_404(_ready(request), pk=pk)
    return render(request, "staff/run_detail.html", _detail(request, run), fragment="results")


@page(Permission.STIPEND_EDIT, methods=["POST"])
def run_review(request, pk):
    """Freeze the roll; somebody other than its maker does this."""
    run = get_object_or_404(_ready(request), pk=pk)
    _must_own(request, run)
    try:
        runs.review_run(run, by=request.user, at=timezone.now())
    except StaffRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已复核 {run.period}的名册，明细不再变动。")
    return redirect(run)


@page(Permission.STIPEND_EDIT, methods=["POST"])
def run_pay(request, pk):
    """Write down the day on which the roll was paid."""
    run = get_object_or_404(_ready(request), pk=pk)
    _must_own(request, run)
    form = PaidForm(request.POST)
    if form.is_valid():
        try:
            runs.mark_paid(run, by=request.user, at=timezone.now(), **form.cleaned_data)
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已登记 {run.period}补贴于 {form.cleaned_data['paid_on']} 发放。")
            return redirect(run)
    context = _detail(request, run) | {"paid_form": form}
    return render(request, "staff/run_detail.html", context, fragment="results")


@page(Permission.STIPEND_VIEW)
def run_roll(request, pk):
    """The roll to print, with a column for the signature."""
    run = get_object_or_404(_ready(request), pk=pk)
    lines = LineFilter(request.GET, scope=request.scope).apply(lines_for_roll(run, request.scope))
    groups = by_township(list(lines))
    context = {"run": run, "groups": groups, **_sums(groups)}
    return render(request, "staff/run_roll.html", context, fragment="results")


@page(Permission.STIPEND_EXPORT)
def run_export(request, pk):
    """Send the lines that the page shows, with numbers in full for the paying office."""
    run = get_object_or_404(_ready(request), pk=pk)
    filters = LineFilter(request.GET, scope=request.scope)
    lines = filters.apply(lines_for_roll(run, request.scope)).select_related("member")
    lines = list(_sorted(request, lines))
    total = sum(line.amount for line in lines)
    totals = ["合计", "", f"{len({line.member_id for line in lines})} 人", "", "", "", "", total, "", ""]
    content = workbook(f"{run}补贴发放花名册", ROLL_COLUMNS, lines, totals=totals)
    return send_workbook(
        request,
        f"{run}补贴发放花名册",
        content,
        about=run,
        unit=filters.place or run.unit,
        rows=len(lines),
        amount=str(total),
    )


@page(Permission.STIPEND_VIEW)
def line_detail(request, pk):
    """How one line came about, month by month."""
    lines = StipendLine.objects.within(request.scope)
    line = get_object_or_404(
        lines.select_related("run", "run__unit", "unit", "unit__parent", "member"), pk=pk
    )
    return render(request, "staff/line_detail.html", {"line": line, "run": line.run}, fragment="card")


def _list(request, form):
    context = {"runs": page_of(runs_for_list(request.scope), request), "form": form}
    return render(request, "staff/run_list.html", context, fragment="results")


def _detail(request, run):
    filters = LineFilter(request.GET, scope=request.scope)
    lines = list(lines_for_roll(run, request.scope))
    groups = by_township(lines)
    may_edit = request.user.scope_of(Permission.STIPEND_EDIT).covers(run.unit)
    return {
        "run": run,
        "filters": filters,
        "lines": page_of(_sorted(request, filters.apply(lines_for_roll(run, request.scope))), request),
        "groups": groups,
        "delta": delta_of(run, lines, request.scope),
        "doubts": account_doubts(lines),
        "unpaid": run.unpaid if may_edit else [],
        "paid_form": PaidForm(initial={"paid_on": timezone.localdate()}),
        "may_edit": may_edit,
        "may_review": may_edit and run.made_by_id != request.user.pk,
        "may_export": request.user.holds(Permission.STIPEND_EXPORT),
        **_sums(groups),
    }


def _sorted(request, lines):
    return lines.order_by(*ordering_of(request, SORTS, SORTS["unit"]))


def _sums(groups):
    return {
        "people": sum(group.people for group in groups),
        "amount": sum((group.amount for group in groups), start=0),
    }


def _must_own(request, run):
    """Make the run of a county where the actor has only part of the lines look as if it did not exist."""
    if not request.scope.covers(run.unit):
        raise Http404


def _ready(request):
    return StipendRun.objects.within(request.scope).select_related("unit", "made_by", "reviewed_by")
