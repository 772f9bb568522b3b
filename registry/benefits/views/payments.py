"""Lists of payments: upload, look at the plan, take it in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from orgs.models import Unit
from registry.benefits.forms.standards import PaymentsForm, TakeForm
from registry.benefits.selectors.figures import files_of
from registry.benefits.services import taking
from registry.benefits.services.refusal import NotGranted

SHOWN_PROBLEMS = 100
NO_PLAN = {"problems": [], "strangers": 0, "unused": []}  # of lists taken in by another way


@page(Permission.BENEFIT_MANAGE)
def payment_list(request):
    """The lists that have been uploaded."""
    context = {"files": page_of(files_of(request.scope), request)}
    return render(request, "registry/benefits/payment_list.html", context, fragment="results")


@page(Permission.BENEFIT_MANAGE, methods=["GET", "POST"])
def payment_create(request):
    """Upload a list; nothing is taken in yet."""
    counties = Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    form = PaymentsForm(request.POST or None, request.FILES or None, counties=counties, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            made = taking.plan_payments(by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            if made.is_taken:
                messages.info(request, "这份发放名册已经记入过，没有再记一次。")
            return redirect(made)
    return render(request, "registry/benefits/payment_form.html", {"form": form}, fragment="form")


@page(Permission.BENEFIT_MANAGE)
def payment_file(request, pk):
    """Show what taking the list in would do, or has done."""
    return _show(request, _file(request, pk), TakeForm())


@page(Permission.BENEFIT_MANAGE, methods=["POST"])
def payment_take(request, pk):
    """Take the list in: all of its good lines or none."""
    made, form = _file(request, pk), TakeForm(request.POST)
    if form.is_valid():
        try:
            made = taking.take_payments(made, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotGranted as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(
                request, f"已记入 {made.lines:,} 行，合计 {made.amount:,.2f} 元。请重新运行补贴核查。"
            )
            return redirect(made)
    return _show(request, made, form)


def _file(request, pk):
    return get_object_or_404(files_of(request.scope), pk=pk)


def _show(request, made, form):
    plan = NO_PLAN | made.plan
    context = {"made": made, "plan": plan, "problems": plan["problems"][:SHOWN_PROBLEMS], "form": form}
    return render(request, "registry/benefits/payment_file.html", context, fragment="plan")
