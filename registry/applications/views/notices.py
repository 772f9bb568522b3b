from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sending import send_pdf
from orgs.models import Unit
from orgs.proofs.papers import keep_code
from registry.applications import paper
from registry.applications.forms.steps import NoticeForm, ObjectionForm, SettleForm
from registry.applications.proving import code_of_notice
from registry.applications.selectors import notices as reading
from registry.applications.services import notices
from registry.applications.services.refusal import ApplicationRefused
from registry.applications.views.asking import notice_of, number_in
from registry.models import Application, Objection


@page(Permission.BENEFIT_VIEW)
def notice_list(request):
    """Where notices have to be put up, those that hang, and those that are over."""
    today = timezone.localdate()
    rows = page_of(reading.notices_of(request.scope).with_units().order_by("-first_day", "-pk"), request)
    for notice in rows.object_list:
        notice.state = notice.badge(today)
    context = {"notices": rows, "to_post": reading.to_post(request.scope, request.user, today)}
    return render(request, "registry/applications/notice_list.html", context, fragment="results")


@page(Permission.BENEFIT_EDIT, methods=["GET", "POST"])
def notice_create(request, unit_pk):
    """Put up one notice for the applications that wait for it at a unit."""
    unit = get_object_or_404(Unit.objects.within(request.scope).select_related("parent"), pk=unit_pk)
    waiting = reading.waiting_at_unit(request.scope, unit)
    chosen = {str(number_in(text)) for text in request.POST.getlist("applications")}
    one = request.GET.get("application", "")
    form = NoticeForm(request.POST or None, applications=waiting)
    if request.method == "POST" and form.is_valid():
        try:
            notice = notices.post_notice(unit, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ApplicationRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已登记公示，公示至 {notice.last_day:%Y-%m-%d}。请打印张贴。")
            return redirect(notice)
    rows = list(waiting)
    for row in rows:
        row.is_chosen = str(row.pk) in chosen if request.method == "POST" else one in ("", str(row.pk))
    context = {"form": form, "unit": unit, "rows": rows}
    return render(request, "registry/applications/notice_form.html", context, fragment="form")


@page(Permission.BENEFIT_VIEW)
def notice_detail(request, pk):
    notice = notice_of(request, pk)
    return render(
        request, "registry/applications/notice_detail.html", _detail(request, notice), fragment="results"
    )


@page(Permission.BENEFIT_EDIT, methods=["POST"])
def notice_conclude(request, pk):
    """End a notice that has hung long enough."""
    notice = notice_of(request, pk)
    kept = []
    try:
        passed, kept = notices.conclude_notice(notice, by=request.user, at=timezone.now())
    except ApplicationRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{len(passed)} 件公示期满，已转下一环节。")
    if not kept:
        return redirect(notice)
    notice.refresh_from_db()
    context = _detail(request, notice) | {"kept": kept}
    return render(request, "registry/applications/notice_detail.html", context, fragment="results")


@page(Permission.BENEFIT_VIEW)
def notice_print(request, pk):
    """Show the notice as it is put on the wall: masked numbers, and nothing of the disability."""
    notice = notice_of(request, pk)
    proof = code_of_notice(notice, request.scope, by=request.user)
    content = paper.notice_pdf(notice, request.scope, proof=proof)
    name = f"公示{notice.unit.name}{notice.first_day:%Y%m%d}"
    return keep_code(request, send_pdf(request, name, content, persons=0, about=notice), proof)


@sensitive_post_parameters()
@page(Permission.BENEFIT_EDIT, methods=["GET", "POST"])
def objection_create(request, pk, application_pk):
    """Take down an objection to an application that hangs out."""
    notice = notice_of(request, pk)
    rows = Application.objects.within(request.scope).filter(notice=notice).for_list()
    application = get_object_or_404(rows, pk=application_pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notices.record_objection(
                notice, application, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except ApplicationRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已登记对 {application.number} 的异议，答复之前不能转下一环节。")
            return redirect(notice)
    context = {"form": form, "notice": notice, "application": application, "objection": None}
    return render(request, "registry/applications/objection_form.html", context, fragment="form")


@page(Permission.BENEFIT_EDIT, methods=["GET", "POST"])
def objection_settle(request, pk):
    """Write down what was found about an objection."""
    rows = Objection.objects.within(request.scope).select_related("notice__unit", "application__person")
    objection = get_object_or_404(rows, pk=pk)
    if request.method == "GET" and objection.settled_on:
        return redirect(objection.notice)
    if not _may_handle(request, objection.notice):
        raise Http404
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            notices.settle_objection(objection, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ApplicationRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已答复对 {objection.application.number} 的异议。")
            return redirect(objection.notice)
    context = {
        "form": form, "notice": objection.notice, "application": objection.application,
        "objection": objection,
    }  # fmt: skip
    return render(request, "registry/applications/objection_form.html", context, fragment="form")


def _detail(request, notice):
    today = timezone.localdate()
    named = reading.named_on(notice, request.scope)
    is_over = notice.last_day < today and not notice.closed_on
    return {
        "notice": notice,
        "state": notice.badge(today),
        "named": named,
        "kept": [],
        "may_handle": _may_handle(request, notice),
        # Who objects is for those who deal with the notice and above, not for the village it is about.
        "may_read": request.scope.covers(notice.unit),
        "may_conclude": is_over and _may_handle(request, notice),
    }


def _may_handle(request, notice):
    return reading.may_handle(request.user, notice.unit, notice.level)
