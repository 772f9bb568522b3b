from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from accounts.sending import send_kept_file
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.applications.choices import Verdict
from registry.applications.forms.applications import FileForm
from registry.applications.forms.steps import DeliveryForm, WithdrawForm, form_of
from registry.applications.selectors.applications import may_step, stepper, timeline_of, to_approve
from registry.applications.selectors.benefits import precheck
from registry.applications.services import delivering, files, registering, steps
from registry.applications.services.files import may_keep
from registry.applications.services.refusal import ApplicationRefused
from registry.applications.views.applications import detail
from registry.applications.views.asking import application_of, file_of
from registry.views.revealing import reveal_phone

DONE = {Verdict.PASS: "已通过", Verdict.RETURN: "已退回", Verdict.REFUSE: "已登记不予通过"}


@page(Permission.BENEFIT_EDIT, methods=["GET", "POST"])
def step(request, pk):
    """The form of the present step; whoever comes too late is led back to the application as it stands."""
    application = application_of(request, pk)
    if request.method == "GET" and not may_step(application, request.user):
        return redirect(application)
    form = form_of(application)(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        name, verdict = application.step_name, form.cleaned_data["verdict"]
        try:
            steps.take_step(application, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ApplicationRefused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            messages.success(request, f"{application.number}：{name}{DONE[Verdict(verdict)]}。")
            return redirect(application)
    context = {
        "form": form,
        "application": application,
        "steps": stepper(application, timeline_of(application)),
        "check": precheck(application),
    }
    return render(request, "registry/applications/step_form.html", context, fragment="form")


@page(Permission.BENEFIT_EDIT, methods=["GET", "POST"])
def withdraw(request, pk):
    """The applicant takes the application back."""
    application = application_of(request, pk)
    if request.method == "GET" and not application.is_open:
        return redirect(application)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            registering.withdraw_application(
                application, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except ApplicationRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{application.number} 已撤回。")
            return redirect(application)
    context = {"form": form, "application": application}
    return render(request, "registry/applications/withdraw_form.html", context, fragment="form")


@page(Permission.BENEFIT_EDIT, methods=["GET", "POST"])
def deliver(request, pk):
    """The paper with the result has been handed out."""
    application = application_of(request, pk)
    if request.method == "GET" and not delivering.may_deliver(request.user, application):
        return redirect(application)
    form = DeliveryForm(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        try:
            delivering.record_delivery(application, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ApplicationRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{application.number} 的告知书已登记送达。")
            return redirect(application)
    context = {"form": form, "application": application}
    return render(request, "registry/applications/deliver_form.html", context, fragment="form")


@page(Permission.BENEFIT_APPROVE, methods=["GET", "POST"])
def approvals(request):
    """All applications that wait for the county's approval in one table, to tick and approve."""
    kept = []
    if request.method == "POST":
        chosen = set(request.POST.getlist("application"))
        rows = [row for row in to_approve(request.scope, request.user) if str(row.pk) in chosen]
        now = timezone.now()
        done, kept = steps.approve_many(rows, by=request.user, at=now, on=timezone.localdate(now))
        if done:
            messages.success(request, f"已批准 {len(done)} 件，自起始月份起发放。")
        elif not kept:
            messages.error(request, "没有勾选待批准的申请。")
        if not kept:
            return redirect("applications:approvals")
    rows = to_approve(request.scope, request.user)
    monthly = sum((row.amount for row in rows if row.amount), start=0)
    context = {"rows": rows, "kept": kept, "monthly": monthly, "today": timezone.localdate()}
    return render(request, "registry/applications/approvals.html", context, fragment="results")


@page(Permission.PERSON_REVEAL, methods=["GET", "POST"])
def reveal(request, pk):
    """Show the applicant's phone in full, once, against a reason that is logged."""
    return reveal_phone(
        request,
        application_of(request, pk),
        name="application",
        template="registry/applications/reveal.html",
        example="电话通知申请人补正材料",
    )


@page(Permission.BENEFIT_EDIT, methods=["POST"])
def file_create(request, pk):
    application = application_of(request, pk)
    form = FileForm(request.POST, request.FILES, application=application)
    if form.is_valid():
        values = form.cleaned_data
        try:
            kept = files.add_file(
                application, values["file"], by=request.user, at=timezone.now(), material=values["material"]
            )
        except ApplicationRefused as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, f"已上传“{kept.name}”。")
            return redirect(application)
    context = detail(request, application) | {"file_form": form}
    return render(request, "registry/applications/application_detail.html", context, fragment="case")


@page(Permission.BENEFIT_VIEW)
def file_show(request, pk):
    """Show a picture or a PDF in the browser; anything else is a download."""
    return send_kept_file(request, file_of(request, pk))


@page(Permission.BENEFIT_EDIT, methods=["GET", "POST"])
def file_withdraw(request, pk):
    """Ask once more, then take a file down."""
    kept = file_of(request, pk)
    if not may_keep(request.user, kept.application):
        return redirect(kept.application)
    if request.method == "POST":
        files.withdraw_file(kept, by=request.user, at=timezone.now())
        messages.success(request, f"已撤下“{kept.name}”，撤下记录已保留。")
        return redirect(kept.application)
    context = {"kept": kept, "thing": kept.application, "room": ("applications:application_list", "待遇申请")}
    return render(request, "registry/file_withdraw.html", context, fragment="form")
