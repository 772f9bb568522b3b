"""Shortcomings: the list, one of them, the unit's report and the re-check."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from accounts.sending import send_workbook
from assessments.inspections.choices import FindingState
from assessments.inspections.columns import FINDING_COLUMNS
from assessments.inspections.forms.visits import FindingFilter, RecheckForm, ReportForm
from assessments.inspections.selectors.findings import findings_found
from assessments.inspections.services import visiting
from assessments.inspections.services.refusal import InspectionRefused, may_inspect
from assessments.inspections.views.asking import finding_of
from assessments.library.selectors import evidence_of_findings
from core.attachments import MAX_MB
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sheets.writing import workbook

MOST_EXPORTED = 5000


@page(Permission.ASSESSMENT_VIEW)
def finding_list(request):
    """The shortcomings at the units of the scope, those due first on top."""
    filters, found = _found(request)
    rows, today = page_of(found, request), timezone.localdate()
    rows.object_list = list(rows.object_list)
    for finding in rows.object_list:
        finding.shown = finding.badge(today)
    context = {"filters": filters, "findings": rows}
    return render(request, "assessments/inspections/finding_list.html", context, fragment="results")


@page(Permission.ASSESSMENT_VIEW)
def finding_export(request):
    """Send the shortcomings that the list shows under the same filters."""
    rows = list(_found(request)[1][:MOST_EXPORTED])
    content = workbook("督查问题清单", FINDING_COLUMNS, rows)
    return send_workbook(request, "督查问题", content, persons=0, rows=len(rows))


@page(Permission.ASSESSMENT_VIEW)
def finding_detail(request, pk):
    finding = finding_of(request, pk)
    unit, user = finding.visit.unit, request.user
    context = {
        "finding": finding,
        "badge": finding.badge(timezone.localdate()),
        "evidence": evidence_of_findings([finding])[finding.pk],
        "steps": list(finding.steps.select_related("by").order_by("-pk")),
        "may_report": _may_report(user, unit) and finding.state == FindingState.OPEN,
        "may_recheck": may_inspect(user, unit) and finding.state != FindingState.MENDED,
        "may_change": _may_report(user, unit) and finding.state != FindingState.MENDED,
    }
    return render(request, "assessments/inspections/finding_detail.html", context, fragment="case")


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def finding_report(request, pk):
    """Let the unit say that it has mended a shortcoming."""
    finding = finding_of(request, pk)
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            _, done = visiting.report_mended(
                finding, values["text"], values["files"], by=request.user, at=timezone.now()
            )
        except InspectionRefused as problem:
            form.add_error(None, str(problem))
        else:
            for reason in done.refused:
                messages.error(request, reason)
            messages.success(request, "已报告整改情况，等待复查。")
            return redirect(finding)
    return _form(request, finding, form, ("报告整改情况", "提交，等待复查"))


@page(Permission.ASSESSMENT_REVIEW, methods=["GET", "POST"])
def finding_recheck(request, pk):
    """Re-check a shortcoming: mended, or to be mended again."""
    finding = finding_of(request, pk)
    form = RecheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            visiting.recheck(
                finding, values["text"], passed=values["passed"], due_on=values["due_on"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except InspectionRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "复查通过，已销号。" if values["passed"] else "已登记复查，继续整改。")
            return redirect(finding)
    return _form(request, finding, form, ("复查", "保存复查结果"))


def _found(request):
    filters = FindingFilter(request.GET, scope=request.scope)
    return filters, findings_found(filters.cleaned_data, filters.narrowed, timezone.localdate())


def _may_report(user, unit):
    return user.scope_of(Permission.ASSESSMENT_SCORE).covers(unit)


def _form(request, finding, form, words):
    if finding.visit.plan.state == "void":
        raise Http404
    context = {"finding": finding, "form": form, "title": words[0], "button": words[1], "max_mb": MAX_MB}
    return render(request, "assessments/inspections/finding_step.html", context, fragment="form")
