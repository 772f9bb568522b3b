"""Bonuses and deductions: the list, proposing, deciding, the evidence."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.sending import send_kept_file
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from staff.models import AdjustmentFile, StipendAdjustment
from staff.pay.forms.adjustments import AdjustmentFilter, AdjustmentForm
from staff.pay.services import adjustments
from staff.services.refusal import StaffRefused


@page(Permission.STIPEND_VIEW)
def adjustment_list(request):
    """What was proposed and decided, newest first."""
    filters = AdjustmentFilter(request.GET, scope=request.scope)
    rows = filters.apply(StipendAdjustment.objects.within(request.scope).for_list())
    context = {
        "rows": page_of(rows.order_by("-month", "-pk"), request),
        "filters": filters,
        "may_edit": request.user.holds(Permission.STIPEND_EDIT),
    }
    return render(request, "staff/pay/adjustment_list.html", context, fragment="results")


@page(Permission.STIPEND_EDIT, methods=["GET", "POST"])
def adjustment_create(request):
    """Propose a bonus or a deduction."""
    form = AdjustmentForm(request.POST or None, request.FILES or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            row = adjustments.propose(facts.pop("member"), by=request.user, at=timezone.now(), **facts)
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已提出：{row}，请另一人审批。")
            return redirect(row)
    return render(request, "staff/pay/adjustment_form.html", {"form": form}, fragment="form")


@page(Permission.STIPEND_VIEW)
def adjustment_detail(request, pk):
    """One of them with its evidence, and the decision where it waits."""
    row = get_object_or_404(StipendAdjustment.objects.within(request.scope).for_list(), pk=pk)
    may_edit = request.user.scope_of(Permission.STIPEND_EDIT).covers(row.unit)
    context = {
        "row": row,
        "files": list(row.files.select_related("uploaded_by")),
        "may_decide": may_edit and row.state == "proposed" and row.proposed_by_id != request.user.pk,
        "is_own": row.state == "proposed" and row.proposed_by_id == request.user.pk,
    }
    return render(request, "staff/pay/adjustment_detail.html", context, fragment="card")


@page(Permission.STIPEND_EDIT, methods=["POST"])
def adjustment_decide(request, pk):
    """Approve or refuse it."""
    row = get_object_or_404(StipendAdjustment.objects.within(request.scope), pk=pk)
    approved = request.POST.get("decision") == "approve"
    try:
        row = adjustments.decide(row, by=request.user, at=timezone.now(), approved=approved)
    except StaffRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{row}：{row.get_state_display()}。")
    return redirect(row)


@page(Permission.STIPEND_VIEW)
def adjustment_file(request, pk):
    """Show the evidence."""
    rows = AdjustmentFile.objects.within(request.scope).select_related("adjustment", "adjustment__unit")
    kept = get_object_or_404(rows, pk=pk)
    if not kept.file.storage.exists(kept.file.name):
        raise Http404
    return send_kept_file(request, kept)
