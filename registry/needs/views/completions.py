from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts import audit
from accounts.sending import send_workbook
from core.attachments import MAX_MB
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from registry.models import Person
from registry.needs.columns import COMPLETION_COLUMNS
from registry.needs.forms.filters import CompletionFilter, EligibleFilter
from registry.needs.forms.projects import CompletionForm, CompletionsForm, EvidenceForm
from registry.needs.models import Completion, Project
from registry.needs.selectors import eligible
from registry.needs.services import completions
from registry.needs.services.refusal import NeedRefused

SORTS = {
    "name": ("person__pinyin", "pk"),
    "unit": ("unit__path", "person__pinyin", "pk"),
    "done": ("done_on", "pk"),
    "amount": ("amount", "pk"),
}
NEWEST_FIRST = ("-done_on", "-pk")
MOST_EXPORTED = 50_000


@page(Permission.SERVICE_VIEW)
def completion_list(request, pk):
    project = _project(request, pk)
    filters = CompletionFilter(request.GET, scope=request.scope)
    found = _found(request, project, filters)
    context = {
        "project": project,
        "filters": filters,
        "completions": page_of(found, request),
        "may_edit": request.user.holds(Permission.SERVICE_EDIT),
        "may_export": request.user.holds(Permission.PERSON_EXPORT),
    }
    return render(request, "registry/needs/completion_list.html", context, fragment="results")


@page(Permission.PERSON_EXPORT)
def completion_export(request, pk):
    """Send the completion list as it is shown under the same filters, numbers masked."""
    project = _project(request, pk)
    filters = CompletionFilter(request.GET, scope=request.scope)
    rows = list(_found(request, project, filters)[:MOST_EXPORTED])
    totals = ["合计", f"{len(rows)} {project.measure}", *[""] * 7, sum(row.amount for row in rows), "", ""]
    title = f"{project.name}完成名单"
    return send_workbook(
        request, title, lambda: workbook(title, COMPLETION_COLUMNS, rows, totals=totals if rows else None),
        persons=len(rows), filters=filters, fields=COMPLETION_COLUMNS, about=project, rows=len(rows),
    )  # fmt: skip


@page(Permission.SERVICE_EDIT, methods=["GET", "POST"])
def completion_create(request, pk):
    """Propose whom the project may serve, and put those ticked on its list together."""
    project, today = _project(request, pk), timezone.localdate()
    people = Person.objects.within(request.scope).active()
    initial = {"amount": project.standard}
    form = CompletionsForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            made = completions.record_completions(
                project, values["people"], form.facts(), by=request.user, at=timezone.now(),
                despite_repeats=values["despite_repeats"],
            )  # fmt: skip
        except NeedRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            closed = sum(1 for completion in made if completion.need)
            messages.success(request, f"已登记完成 {len(made)} 人，办结对应需求 {closed} 项。")
            return redirect("needs:completion_list", project.pk)
    filters = EligibleFilter(request.GET, scope=request.scope)
    found = filters.apply(project, on=today).for_list().order_by("unit_path", "pinyin", "pk")
    rows = page_of(found, request)
    rows.object_list = eligible.with_standing(rows.object_list, project)
    context = {"project": project, "filters": filters, "people": rows, "form": form, "today": today}
    return render(request, "registry/needs/completion_create.html", context, fragment="results")


@page(Permission.SERVICE_VIEW)
def completion_detail(request, pk):
    completion = _completion(request, pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=completion, request=request)
    )
    context = detail_of(request, completion)
    return render(request, "registry/needs/completion_detail.html", context, fragment="completion")


@page(Permission.SERVICE_EDIT, methods=["GET", "POST"])
def completion_edit(request, pk):
    completion = _completion(request, pk)
    initial = {name: getattr(completion, name) for name in ("done_on", "amount", "note")}
    form = CompletionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            completions.change_completion(completion, form.facts(), by=request.user, at=timezone.now())
        except NeedRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存 {completion.person.name} 的完成登记。")
            return redirect(completion)
    context = {"form": form, "completion": completion}
    return render(request, "registry/needs/completion_form.html", context, fragment="form")


@page(Permission.SERVICE_EDIT, methods=["POST"])
def completion_remove(request, pk):
    """Take somebody off the list who was put there by mistake."""
    completion = _completion(request, pk)
    try:
        completions.remove_completion(completion, by=request.user, at=timezone.now())
    except NeedRefused as problem:
        messages.error(request, str(problem))
        return redirect(completion)
    messages.success(request, f"已撤销 {completion.person.name} 的完成登记，对应需求重新办理。")
    return redirect("needs:completion_list", completion.project_id)


def detail_of(request, completion):
    """Return what the page of a completion shows."""
    evidence = completion.evidence.standing().select_related("uploaded_by").order_by("pk")
    return {
        "completion": completion,
        "evidence": list(evidence),
        "form": EvidenceForm(),
        "max_mb": MAX_MB,
        "sees_person": request.user.scope_of(Permission.PERSON_VIEW).covers_path(completion.person.unit_path),
        "may_edit": request.user.scope_of(Permission.SERVICE_EDIT).covers(completion.unit),
    }


def _project(request, pk):
    return get_object_or_404(Project.objects.within(request.scope).select_related("unit"), pk=pk)


def _completion(request, pk):
    rows = Completion.objects.within(request.scope).for_list().select_related("project__unit", "by")
    return get_object_or_404(rows, pk=pk)


def _found(request, project, filters):
    found = filters.apply(Completion.objects.within(request.scope).filter(project=project)).for_list()
    return found.order_by(*ordering_of(request, SORTS, NEWEST_FIRST))
