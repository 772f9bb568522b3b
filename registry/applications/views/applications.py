from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from accounts import audit
from accounts.sending import send_workbook
from core.attachments import MAX_MB
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from registry.applications.columns import COLUMNS
from registry.applications.forms.applications import ApplicationForm, FileForm
from registry.applications.forms.filters import NEWEST_FIRST, SORTS, ApplicationFilter
from registry.applications.selectors import applications as reading
from registry.applications.selectors.benefits import precheck
from registry.applications.services import registering
from registry.applications.services.delivering import may_deliver
from registry.applications.services.files import may_keep
from registry.applications.services.refusal import ApplicationRefused, may_change
from registry.applications.views.asking import application_of, number_in
from registry.models import Application, Person
from registry.petitions.facts import facts_about

MOST_EXPORTED = 5000


@page(Permission.BENEFIT_VIEW)
def application_list(request):
    """The applications of the user's villages, and what waits for the user's own unit."""
    today = timezone.localdate()
    filters, found = _found(request)
    rows = page_of(found, request)
    for application in rows.object_list:
        application.due = application.due_in_words(today)
    context = {
        "filters": filters,
        "applications": rows,
        "waiting": reading.waiting_in(request.scope, today),
        "may_edit": request.user.holds(Permission.BENEFIT_EDIT),
        "may_approve": request.user.holds(Permission.BENEFIT_APPROVE),
        "may_manage": request.user.holds(Permission.BENEFIT_MANAGE),
    }
    return render(request, "registry/applications/application_list.html", context, fragment="results")


@page(Permission.BENEFIT_VIEW)
def application_export(request):
    """Send the applications that the list shows under the same filters."""
    filters, found = _found(request)
    rows = list(found[:MOST_EXPORTED])
    return send_workbook(
        request, "待遇申请登记表", lambda: workbook("待遇申请登记表", COLUMNS, rows),
        persons=len(rows), filters=filters, fields=COLUMNS, rows=len(rows),
    )  # fmt: skip


@page(Permission.BENEFIT_VIEW)
def application_detail(request, pk):
    application = application_of(request, pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=application, request=request)
    )
    context = detail(request, application)
    return render(request, "registry/applications/application_detail.html", context, fragment="case")


@sensitive_post_parameters()
@page(Permission.BENEFIT_EDIT, methods=["GET", "POST"])
def application_create(request):
    """Take down an application; `?person=` names the person whose page led here."""
    form = ApplicationForm(request.POST or None, user=request.user, initial=_first_guess(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            application = registering.register_application(
                by=request.user,
                at=timezone.now(),
                person=values["person"],
                kind=values["kind"],
                **form.facts(),
            )
        except ApplicationRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已登记，编号 {application.number}。")
            return redirect(application)
    context = {"form": form, "application": None}
    return render(request, "registry/applications/application_form.html", context, fragment="form")


@sensitive_post_parameters()
@page(Permission.BENEFIT_EDIT, methods=["GET", "POST"])
def application_edit(request, pk):
    """Correct what was taken down, while the first step has not been done."""
    application = application_of(request, pk)
    if not may_change(request.user, application):
        return redirect(application)
    form = ApplicationForm(request.POST or None, instance=application, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            registering.change_application(application, by=request.user, at=timezone.now(), **form.facts())
        except ApplicationRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存 {application.number} 的登记。")
            return redirect(application)
    context = {"form": form, "application": application}
    return render(request, "registry/applications/application_form.html", context, fragment="form")


def detail(request, application):
    """Return the context of the page of an application."""
    today, user = timezone.localdate(), request.user
    timeline = reading.timeline_of(application)
    holds = user.scope_of
    return {
        "application": application,
        "due": application.due_in_words(today),
        "steps": reading.stepper(application, timeline),
        "timeline": timeline,
        "may_step": reading.may_step(application, user),
        "why_not": reading.why_not(application, user),
        "may_change": may_change(user, application),
        "may_withdraw": application.is_open and holds(Permission.BENEFIT_EDIT).covers(application.unit),
        "may_deliver": may_deliver(user, application),
        "may_keep": may_keep(user, application),
        "may_reveal": bool(application.phone) and holds(Permission.PERSON_REVEAL).covers(application.unit),
        "check": precheck(application),
        "may_see_person": holds(Permission.PERSON_VIEW).covers(application.person.unit),
        "facts": facts_about(application.person, user),
        "files": reading.files_of(application),
        "file_form": FileForm(application=application),
        "max_mb": MAX_MB,
    }


def _found(request):
    filters = ApplicationFilter(request.GET, scope=request.scope)
    found = filters.apply(Application.objects.within(request.scope))
    return filters, found.order_by(*ordering_of(request, SORTS, NEWEST_FIRST)).for_list()


def _first_guess(request):
    """Return what the form of a new application begins with: today, and the person that the address names."""
    guess = {"applied_on": timezone.localdate().isoformat(), "applicant_kind": "person"}
    if asked := number_in(request.GET.get("person", "")):
        person = get_object_or_404(Person.objects.within(request.scope).active(), pk=asked)
        guess["person"] = person.pk
    return guess
