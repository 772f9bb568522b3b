from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from accounts import audit
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from registry.certificates.choices import CaseKind
from registry.certificates.forms.filters import CaseFilter
from registry.certificates.forms.starting import NEWCOMER_FORMS, PERSON_FORMS
from registry.certificates.forms.steps import STEP_FORMS, ReturnForm, StepForm, WithdrawForm
from registry.certificates.models import CertificateCase
from registry.certificates.selectors.cases import case_tally, entries_of
from registry.certificates.services import starting, stepping
from registry.models import Person
from registry.services.persons import PersonRefused

SORTS = {
    "name": ("pinyin", "pk"),
    "kind": ("kind", "pk"),
    "unit": ("unit__path", "pk"),
    "applied": ("applied_on", "pk"),
    "due": ("due_on", "pk"),
}
NEWEST_FIRST = ("-applied_on", "-pk")


@page(Permission.PERSON_VIEW)
def case_list(request):
    """The cases under way, or those that the filters ask for."""
    filters = CaseFilter(request.GET, scope=request.scope)
    cases = filters.apply(CertificateCase.objects.within(request.scope))
    rows = page_of(cases.order_by(*ordering_of(request, SORTS, NEWEST_FIRST)).for_list(), request)
    context = {
        "filters": filters,
        "cases": rows,
        "tally": case_tally(request.scope, timezone.localdate()),
        "may_edit": request.user.holds(Permission.PERSON_EDIT),
        "may_keep_calendar": request.user.holds(Permission.CERTIFICATE_REVIEW),
    }
    return render(request, "registry/certificates/case_list.html", context, fragment="results")


@sensitive_post_parameters()
@page(Permission.PERSON_EDIT, methods=["GET", "POST"])
def case_start(request, pk, kind):
    """Take in an application of somebody on the register."""
    person = get_object_or_404(Person.objects.within(request.scope).for_list(), pk=pk)
    form_class = PERSON_FORMS.get(kind) or _missing()
    initial = {"unit": person.unit_id}
    form = form_class(request.POST or None, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            case = starting.start_case(kind, person, by=request.user, at=timezone.now(), **form.facts())
        except PersonRefused as problem:
            form.add_error(_own(form, problem), str(problem))
        else:
            messages.success(request, f"已受理 {case.name} 的{case.get_kind_display()}。")
            return redirect(case)
    context = {"form": form, "person": person, "kind": CaseKind(kind).label}
    return render(request, "registry/certificates/case_form.html", context, fragment="form")


@sensitive_post_parameters()
@page(Permission.PERSON_EDIT, methods=["GET", "POST"])
def case_create(request, kind):
    """Take in 新办 or 迁入 of somebody who is not on the register here."""
    form = NEWCOMER_FORMS[kind](request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            case = starting.start_for_newcomer(kind, by=request.user, at=timezone.now(), **form.facts())
        except PersonRefused as problem:
            form.add_error(_own(form, problem), str(problem))
        else:
            messages.success(request, f"已受理 {case.name} 的{case.get_kind_display()}。")
            return redirect(case)
    context = {"form": form, "person": None, "kind": CaseKind(kind).label}
    return render(request, "registry/certificates/case_form.html", context, fragment="form")


@page(Permission.PERSON_VIEW)
def case_detail(request, pk):
    case = _case(request, pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=case, request=request)
    )
    return _show(request, case)


@page(Permission.PERSON_EDIT, methods=["POST"])
def case_step(request, pk, step):
    """Take the step that the case waits for."""
    case = _case(request, pk)
    form = STEP_FORMS.get(step, StepForm)(request.POST)
    if form.is_valid():
        try:
            case = stepping.take_step(case, step, by=request.user, at=timezone.now(), **form.facts())
        except PersonRefused as problem:
            case.refresh_from_db()
            form.add_error(_own(form, problem), str(problem))
        else:
            messages.success(request, _told(case))
            return redirect(case)
    return _show(request, case, step_form=form)


@page(Permission.PERSON_EDIT, methods=["POST"])
def case_return(request, pk):
    """Send the case back to be mended."""
    case = _case(request, pk)
    form = ReturnForm(request.POST, case=case)
    if form.is_valid():
        facts = {"note": form.cleaned_data["note"], "step_key": form.cleaned_data["step"]}
        try:
            case = stepping.return_case(case, by=request.user, at=timezone.now(), **facts)
        except PersonRefused as problem:
            form.add_error(_own(form, problem), str(problem))
        else:
            messages.success(request, f"已退回 {case.name} 的{case.get_kind_display()}。")
            return redirect(case)
    return _show(request, case, return_form=form)


@page(Permission.PERSON_EDIT, methods=["POST"])
def case_resume(request, pk):
    """Hand the case in again."""
    case = _case(request, pk)
    try:
        case = stepping.resume_case(case, by=request.user, at=timezone.now())
    except PersonRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已重新提交 {case.name} 的{case.get_kind_display()}。")
    return redirect(case)


@page(Permission.PERSON_EDIT, methods=["POST"])
def case_withdraw(request, pk):
    """End the case without effect."""
    case = _case(request, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            case = stepping.withdraw_case(case, by=request.user, at=timezone.now(), **form.cleaned_data)
        except PersonRefused as problem:
            form.add_error(_own(form, problem), str(problem))
        else:
            messages.success(request, f"已撤销 {case.name} 的{case.get_kind_display()}，证件没有变动。")
            return redirect(case)
    return _show(request, case, withdraw_form=form)


def _missing():
    raise Http404


def _case(request, pk):
    cases = CertificateCase.objects.within(request.scope).for_list()
    related = ("person", "started_by", "finished_by", "replaced__person", "certificate__person")
    return get_object_or_404(cases.select_related(*related), pk=pk)


def _show(request, case, **forms):
    edits = request.user.scope_of(Permission.PERSON_EDIT).covers(case.unit)
    reviews = request.user.scope_of(Permission.CERTIFICATE_REVIEW).covers(case.unit)
    step = case.current_step
    may_take = case.is_open and edits and (reviews or not step.needs_review)
    context = {
        "case": case,
        "step": step,
        "labels": [one.label for one in case.spec.steps],
        "place": len(case.spec.steps) + 1 if case.is_done else case.spec.index_of(case.step) + 1,
        "entries": entries_of(case),
        "may_edit": edits,
        "may_take": may_take,
        "sees_person": case.person and request.user.scope_of(Permission.PERSON_VIEW).covers(case.person.unit)
        if case.person
        else False,
        "step_form": STEP_FORMS.get(step.key, StepForm)(initial={"began_on": case.step_since}),
        "return_form": ReturnForm(case=case) if may_take else None,
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "registry/certificates/case_detail.html", context | forms, fragment="case")


def _told(case):
    if case.is_done:
        return f"{case.name} 的{case.get_kind_display()}已办结。"
    return f"已登记，下一环节：{case.current_step.label}。"


def _own(form, problem):
    """Return the field that a refusal names, if the form has it."""
    return problem.field if problem.field in form.fields else None
