"""The sentinel's findings: the list, one of them, and what is done about it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts import audit
from accounts.sending import send_kept_file, send_workbook
from core.attachments import MAX_MB
from core.htmx import render
from core.jobs import enqueue
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from orgs.models import Unit
from registry.benefits.choices import CaseAct
from registry.benefits.columns import FINDING_COLUMNS
from registry.benefits.forms.filters import BY_PLACE, FINDING_SORTS, FindingFilter
from registry.benefits.forms.grants import picked_in
from registry.benefits.forms.standards import ActForm, AnswerForm, FileForm, SettleForm
from registry.benefits.models import BenefitFinding, BenefitFindingFile
from registry.benefits.selectors.findings import shown_lines, sums_of
from registry.benefits.services import cases
from registry.benefits.services.refusal import NotGranted
from registry.benefits.tasks import CHECK

FORMS = {CaseAct.ANSWER: AnswerForm, CaseAct.SETTLE: SettleForm}
MOST_EXPORTED = 50_000
DONE = {
    CaseAct.SEND: "已交村（社区）核实。",
    CaseAct.ANSWER: "已提交说明，待乡镇复核。",
    CaseAct.CHECK: "已复核，待县级办结。",
    CaseAct.RETURN: "已退回重新核实。",
    CaseAct.SETTLE: "已登记追回或补发。",
    CaseAct.CLOSE: "已办结。",
}


@page(Permission.BENEFIT_VIEW)
def finding_list(request):
    filters, found = _found(request)
    context = {
        "filters": filters,
        "sums": sums_of(found),
        "findings": page_of(found, request),
        "may_send": request.user.holds(Permission.BENEFIT_CHECK),
        "may_check": request.user.holds(Permission.BENEFIT_MANAGE),
    }
    return render(request, "registry/benefits/finding_list.html", context, fragment="results")


@page(Permission.BENEFIT_VIEW)
def finding_export(request):
    """Send the findings that the list shows under the same filters, with their sums."""
    filters, found = _found(request)
    rows, sums = list(found[:MOST_EXPORTED]), sums_of(found)
    blank = [""] * 5
    totals = ["合计", *blank, sums["times"], sums["over"], sums["missed"], *blank[:4], sums["settled"]]
    return send_workbook(
        request, "补贴核查问题清单",
        lambda: workbook("补贴核查问题清单", FINDING_COLUMNS, rows, totals=totals),
        persons=len(rows), filters=filters, fields=FINDING_COLUMNS, rows=len(rows),
    )  # fmt: skip


@page(Permission.BENEFIT_CHECK, methods=["POST"])
def findings_send(request):
    """Send those that were ticked to their villages."""
    rows = BenefitFinding.objects.within(request.scope).filter(pk__in=picked_in(request.POST))
    number = cases.send_findings(rows, by=request.user, at=timezone.now())
    messages.success(request, f"已把 {number} 条问题交村（社区）核实。")
    return redirect("benefits:finding_list")


@page(Permission.BENEFIT_MANAGE, methods=["POST"])
def check(request):
    """Run the sentinel over a county."""
    counties = Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    asked = request.POST.get("county", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 18:
        county = get_object_or_404(counties, pk=asked)
    else:
        county = counties.first()
    if county is None:
        raise Http404
    return redirect(enqueue(CHECK, by=request.user, label=f"{county.name}补贴核查", county=county.pk))


@page(Permission.BENEFIT_VIEW)
def finding_detail(request, pk):
    finding = _finding(request, pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=finding, request=request)
    )
    return _show(request, finding, {})


@page(Permission.BENEFIT_EDIT, methods=["POST"])
def finding_act(request, pk, act):
    """Do the next thing about a finding."""
    finding = _finding(request, pk)
    if act not in CaseAct.values:
        raise Http404
    act = CaseAct(act)
    form = _form(act, request.POST, request.FILES)
    if form.is_valid():
        try:
            cases.act_on_finding(finding, act, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, DONE[act])
            return redirect(finding)
    return _show(request, finding, {act: form})


@page(Permission.BENEFIT_EDIT, methods=["POST"])
def file_create(request, pk):
    """Keep a file that bears out what is said of a finding."""
    finding = _finding(request, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            kept = cases.add_file(finding, form.cleaned_data["file"], by=request.user, at=timezone.now())
        except NotGranted as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, f"已上传材料“{kept.name}”。")
            return redirect(finding)
    return _show(request, finding, {}, file_form=form)


@page(Permission.BENEFIT_VIEW)
def file_show(request, pk):
    """Show a picture or a PDF in the browser; anything else is a download."""
    return send_kept_file(request, _file(request, pk))


@page(Permission.BENEFIT_EDIT, methods=["GET", "POST"])
def file_withdraw(request, pk):
    """Ask once more, then take a file down."""
    kept = _file(request, pk)
    if not cases.may_attach(kept.finding, request.user):
        return redirect(kept.finding)
    if request.method == "POST":
        cases.withdraw_file(kept, by=request.user, at=timezone.now())
        messages.success(request, f"已撤下材料“{kept.name}”，撤下记录已保留。")
        return redirect(kept.finding)
    context = {"kept": kept, "thing": kept.finding, "room": ("benefits:finding_list", "核查问题")}
    return render(request, "registry/file_withdraw.html", context, fragment="form")


def _file(request, pk):
    rows = BenefitFindingFile.objects.within(request.scope).filter(withdrawn_at=None)
    kept = get_object_or_404(rows.select_related("finding__person", "finding__kind"), pk=pk)
    if not kept.file.storage.exists(kept.file.name):
        raise Http404
    return kept


def _form(act, *data):
    return FORMS.get(act, ActForm)(*data, auto_id=f"id_{act}_%s")


def _show(request, finding, bound, file_form=None):
    acts = cases.acts_for(finding, request.user)
    context = {
        "finding": finding,
        "person": finding.person,
        "rows": shown_lines(finding),
        "files": finding.files.filter(withdrawn_at=None).select_related("uploaded_by").order_by("pk"),
        "file_form": file_form or FileForm(auto_id="id_file_%s"),
        "may_attach": cases.may_attach(finding, request.user),
        "max_mb": MAX_MB,
        "history": finding.entries.select_related("by").order_by("at", "pk"),
        "acts": [(act, bound.get(act) or _form(act)) for act in {**dict.fromkeys(acts), **bound}],
    }
    return render(request, "registry/benefits/finding_detail.html", context, fragment="finding")


def _found(request):
    filters = FindingFilter(request.GET, scope=request.scope)
    found = filters.apply(BenefitFinding.objects.within(request.scope))
    return filters, found.order_by(*ordering_of(request, FINDING_SORTS, BY_PLACE)).for_list()


def _finding(request, pk):
    return get_object_or_404(BenefitFinding.objects.within(request.scope).for_list(), pk=pk)
