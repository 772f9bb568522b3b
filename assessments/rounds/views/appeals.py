"""Appeals: a unit objects to the points of an item, the county decides."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assessments.rounds.forms.closing import AppealForm, DecideForm
from assessments.rounds.models import Appeal
from assessments.rounds.selectors.scores import score_of
from assessments.rounds.services import deciding
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.views.asking import item_of, round_of, sheet_of
from assessments.rounds.views.lines import line_of
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission


@page(Permission.ASSESSMENT_VIEW)
def appeal_list(request, pk):
    """The appeals of a year that the user sees, those that wait first."""
    round_ = round_of(request, pk)
    rows = Appeal.objects.within(request.scope).filter(sheet__round=round_)
    rows = rows.select_related("sheet__unit__parent", "by").order_by("decided_at", "pk")
    context = {"round": round_, "appeals": page_of(rows, request)}
    return render(request, "assessments/rounds/appeal_list.html", context, fragment="results")


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def item_appeal(request, pk, lineage):
    """Object to the points of an item."""
    sheet = sheet_of(request, pk)
    item = item_of(request, sheet, lineage)
    if why := deciding.why_no_appeal(request.user, sheet, timezone.localdate()):
        messages.error(request, why)
        return redirect(sheet)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = deciding.appeal(sheet, item, **form.cleaned_data, by=request.user, at=timezone.now())
        except RoundRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "已提交申诉，等待县（区）残联裁定。")
            return redirect(made)
    one = score_of(sheet, on=timezone.localdate()).item(lineage)
    context = {"sheet": sheet, "round": sheet.round, "line": line_of(sheet, one, 0), "form": form}
    return render(request, "assessments/rounds/item_appeal.html", context, fragment="form")


@page(Permission.ASSESSMENT_VIEW)
def appeal_detail(request, pk):
    """One appeal, and what was decided."""
    return _show(request, _appeal(request, pk), DecideForm())


@page(Permission.ASSESSMENT_DECIDE, methods=["POST"])
def appeal_decide(request, pk):
    """Decide an appeal."""
    found, form = _appeal(request, pk), DecideForm(request.POST)
    if form.is_valid():
        item = item_of(request, found.sheet, found.lineage)
        try:
            deciding.decide(found, item, **form.facts, by=request.user, at=timezone.now())
        except RoundRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "已裁定，并通知到评分表。")
            return redirect(found)
    return _show(request, found, form)


def _appeal(request, pk):
    rows = Appeal.objects.within(request.scope).select_related(
        "sheet__round__county", "sheet__round__scheme", "sheet__unit__parent", "by", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def _show(request, found, form):
    sheet = found.sheet
    one = score_of(sheet, on=timezone.localdate()).item(found.lineage)
    context = {
        "appeal": found,
        "sheet": sheet,
        "round": sheet.round,
        "line": line_of(sheet, one, 0) if one else None,
        "form": form,
        "why_not": deciding.why_not_decide(request.user, found),
        "may_decide": request.user.holds(Permission.ASSESSMENT_DECIDE),
    }
    return render(request, "assessments/rounds/appeal_detail.html", context, fragment="results")
