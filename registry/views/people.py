from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from accounts import audit
from core.attachments import XLSX
from core.exports import csv_lines
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sending import CSV, ask_leave, send_stream, send_workbook
from core.sheets.streaming import xlsx_stream
from orgs.models import Unit
from orgs.selectors import ancestors
from registry.certificates.selectors.history import certificate_panel
from registry.certificates.services.starting import register_and_start
from registry.columns import PERSON_COLUMNS, export_rows
from registry.forms.filters import SORTS, PersonFilter
from registry.forms.people import ArchiveForm, PersonForm, RevealForm
from registry.imports.columns import TITLES
from registry.imports.template import template_workbook
from registry.models import Person
from registry.panels import panels_of
from registry.selectors import tallies
from registry.services import certificates, persons

MOST_EXPORTED = 200_000


@page(Permission.PERSON_VIEW)
def person_list(request):
    filters = PersonFilter(request.GET, scope=request.scope)
    people = filters.apply(Person.objects.within(request.scope))
    rows = page_of(people.order_by(*ordering_of(request, SORTS, filters.default_sort)).for_list(), request)
    context = {
        "filters": filters,
        "people": rows,
        "may": {
            "edit": request.user.holds(Permission.PERSON_EDIT),
            "import": request.user.holds(Permission.PERSON_IMPORT),
            "export": request.user.holds(Permission.PERSON_EXPORT),
        },
    }
    return render(request, "registry/person_list.html", context, fragment="results")


@page(Permission.PERSON_EXPORT)
def person_export(request):
    """Send what the list shows under the same filters, sensitive columns masked; who did it is logged.

    As a csv, or with `?as=xlsx` as a workbook; both go out while they are written. What must carry the mark
    of an approval is always a workbook.
    """
    filters = PersonFilter(request.GET, scope=request.scope)
    people = filters.apply(Person.objects.within(request.scope))
    people = people.order_by(*ordering_of(request, SORTS, filters.default_sort))[:MOST_EXPORTED]
    titles = [column.title for column in PERSON_COLUMNS]
    cargo = {"persons": people.count(), "filters": filters, "fields": titles}
    name = f"残疾人登记{timezone.localdate():%Y%m%d}"
    stamp = ask_leave(request, name, **cargo)
    if request.GET.get("as") == "xlsx" or stamp:  # a line among those of a csv would be taken for a person
        widths = [column.width for column in PERSON_COLUMNS]
        line = stamp.line if stamp and stamp.is_shown else ""
        content = xlsx_stream("残疾人登记", titles, export_rows(people), widths=widths, line=line)
        name, kind = f"{name}.xlsx", XLSX
    else:
        content = csv_lines(titles, export_rows(people))
        name, kind = f"{name}.csv", CSV
    return send_stream(request, name, content, kind=kind, what="残疾人登记", rows=cargo["persons"], **cargo)


@page(Permission.PERSON_EXPORT)
def person_workbook(request):
    """Send what the list shows as a workbook to be edited and imported again, each row with its key."""
    filters = PersonFilter(request.GET, scope=request.scope)
    people = filters.apply(Person.objects.within(request.scope)).active()
    rows = list(people.order_by(*filters.default_sort).for_list()[: settings.IMPORT_EDITABLE_ROWS + 1])
    if len(rows) > settings.IMPORT_EDITABLE_ROWS:
        most = f"{settings.IMPORT_EDITABLE_ROWS:,}"
        messages.error(request, f"一次最多导出 {most} 人供修改。请先按乡镇或村筛选，再导出。")
        return redirect(f"{reverse('registry:person_list')}?{request.GET.urlencode()}")
    unit = filters.place or Unit.objects.within(request.scope).current().in_tree_order().first()
    if unit is None:
        raise Http404
    name = f"{unit.name}残疾人登记表（供修改）{timezone.localdate():%Y%m%d}"
    return send_workbook(
        request, name, lambda: template_workbook(unit, rows),
        persons=len(rows), filters=filters, fields=TITLES.values(), what="供修改的登记表", rows=len(rows),
    )  # fmt: skip


@page(Permission.PERSON_VIEW)
def person_detail(request, pk):
    person = get_object_or_404(Person.objects.within(request.scope).for_list(), pk=pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=person, request=request)
    )
    return render(request, "registry/person_detail.html", _detail(request, person), fragment="card")


@page(Permission.PERSON_REVEAL, methods=["GET", "POST"])
def person_reveal(request, pk):
    """Show the sensitive values in full, once, against a reason that is logged."""
    person = get_object_or_404(Person.objects.within(request.scope).for_list(), pk=pk)
    form = RevealForm(request.POST or None)
    context = {"person": person, "form": form, "ancestors": _above(request, person), "revealed": False}
    if request.method == "POST" and form.is_valid():
        audit.record(
            audit.Event.REVEAL,
            by=request.user,
            about=person,
            request=request,
            reason=form.cleaned_data["reason"],
        )
        context |= {"revealed": True, "card": certificates.current_certificate(person)}
    return render(request, "registry/person_reveal.html", context, fragment="values")


@page(Permission.PERSON_VIEW)
def person_photo(request, pk):
    person = get_object_or_404(Person.objects.within(request.scope), pk=pk)
    if not person.photo or not person.photo.storage.exists(person.photo.name):
        raise Http404
    return FileResponse(person.photo.open("rb"))


@sensitive_post_parameters()
@page(Permission.PERSON_EDIT, methods=["GET", "POST"])
def person_create(request):
    form = PersonForm(request.POST or None, request.FILES or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        opens_case = "start_case" in request.POST
        put = register_and_start if opens_case else persons.create_person
        try:
            made = put(by=request.user, at=timezone.now(), card=form.card(), **form.facts())
        except persons.PersonRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            told = "，新办已受理" if opens_case else ""
            messages.success(request, f"已登记 {made.name}{told}。")
            return redirect(made)
    return render(request, "registry/person_form.html", {"form": form, "person": None}, fragment="form")


@sensitive_post_parameters()
@page(Permission.PERSON_EDIT, methods=["GET", "POST"])
def person_edit(request, pk):
    person = get_object_or_404(Person.objects.within(request.scope).for_list(), pk=pk)
    form = PersonForm(request.POST or None, request.FILES or None, instance=person, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            persons.update_person(
                person, by=request.user, at=timezone.now(), card=form.card(), **form.facts()
            )
        except persons.PersonRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存 {person.name} 的登记。")
            return redirect(person)
    elif request.method == "GET":
        request.after_response(
            lambda: audit.record(audit.Event.VIEW, by=request.user, about=person, request=request)
        )
    return render(request, "registry/person_form.html", {"form": form, "person": person}, fragment="form")


@page(Permission.PERSON_EDIT, methods=["POST"])
def person_archive(request, pk):
    person = get_object_or_404(Person.objects.within(request.scope).for_list(), pk=pk)
    form = ArchiveForm(request.POST)
    if form.is_valid():
        try:
            persons.archive_person(person, by=request.user, at=timezone.now(), **form.cleaned_data)
        except persons.PersonRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已归档 {person.name}。需要时可在“状态：已归档”中找到并恢复。")
            return redirect(person)
    context = _detail(request, person) | {"archive_form": form}
    return render(request, "registry/person_detail.html", context, fragment="card")


@page(Permission.PERSON_EDIT, methods=["POST"])
def person_restore(request, pk):
    person = get_object_or_404(Person.objects.within(request.scope), pk=pk)
    try:
        persons.restore_person(person, by=request.user, at=timezone.now())
    except persons.PersonRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已恢复 {person.name} 的登记。")
    return redirect(person)


def _detail(request, person):
    leading, panels = panels_of(person, request.user)
    may_edit = request.user.scope_of(Permission.PERSON_EDIT).covers(person.unit)
    return {
        "person": person,
        "ancestors": _above(request, person),
        "panel": certificate_panel(person, request.user.scope_of(Permission.PERSON_VIEW), may_edit=may_edit),
        "namesakes": tallies.same_name_nearby(person),
        "household": tallies.household_of(person),
        "leading": leading,
        "panels": panels,
        "archive_form": ArchiveForm(initial={"on": timezone.localdate()}),
        "may_edit": may_edit,
        "may_reveal": request.user.scope_of(Permission.PERSON_REVEAL).covers(person.unit),
        "may_see_log": request.user.scope_of(Permission.AUDIT_VIEW).covers(person.unit),
    }


def _above(request, person):
    """Return the units above the person's own that this user may see."""
    return [unit for unit in ancestors(person.unit) if request.scope.covers(unit)]
