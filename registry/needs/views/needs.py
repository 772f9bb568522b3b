from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts import audit
from accounts.sending import send_workbook
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from registry.models import Person
from registry.needs.columns import NEED_COLUMNS
from registry.needs.forms.filters import NeedFilter, PlacedFilter
from registry.needs.forms.needs import NeedChangeForm, NeedForm
from registry.needs.models import Need
from registry.needs.selectors import needs as reading
from registry.needs.selectors.rules import kinds_for
from registry.needs.services import needs
from registry.needs.services.refusal import NeedRefused

SORTS = {
    "name": ("person__pinyin", "pk"),
    "unit": ("person__unit_path", "person__pinyin", "pk"),
    "kind": ("kind", "item", "pk"),
    "registered": ("registered_on", "pk"),
    "due": ("due_on", "pk"),
}
MOST_URGENT_FIRST = ("due_on", "pk")
MOST_EXPORTED = 20_000


@page(Permission.SERVICE_VIEW)
def need_list(request):
    filters = NeedFilter(request.GET, scope=request.scope)
    rows = page_of(list(_found(request, filters).values_list("pk", flat=True)), request)
    rows.object_list = reading.by_keys(rows.object_list)
    context = {
        "filters": filters,
        "needs": rows,
        "tally": reading.open_tally(request.scope, timezone.localdate()),
        "may_edit": request.user.holds(Permission.SERVICE_EDIT),
        "may_manage": request.user.holds(Permission.SERVICE_MANAGE),
        "may_export": request.user.holds(Permission.PERSON_EXPORT),
    }
    return render(request, "registry/needs/need_list.html", context, fragment="results")


@page(Permission.PERSON_EXPORT)
def need_export(request):
    """Send the needs that the list shows under the same filters, numbers masked."""
    filters = NeedFilter(request.GET, scope=request.scope)
    rows = reading.with_measures(_found(request, filters)[:MOST_EXPORTED])
    return send_workbook(
        request, f"残疾人服务需求{timezone.localdate():%Y%m%d}",
        lambda: workbook("残疾人服务需求", NEED_COLUMNS, rows),
        persons=len(rows), filters=filters, fields=NEED_COLUMNS, rows=len(rows),
    )  # fmt: skip


@page(Permission.SERVICE_EDIT)
def need_pick(request):
    """Whose need is it? One's own village at once, anybody else by name or number."""
    filters = PlacedFilter(request.GET, scope=request.scope)
    people = Person.objects.within(request.scope).active().matching(filters.chosen("q"))
    rows = filters.keep(people).for_list().order_by("unit_path", "pinyin", "pk")
    context = {"filters": filters, "people": page_of(rows, request)}
    return render(request, "registry/needs/need_pick.html", context, fragment="results")


@page(Permission.SERVICE_EDIT, methods=["GET", "POST"])
def need_create(request, person_pk):
    """Write down what one person needs; made for a phone at the door."""
    person = get_object_or_404(Person.objects.within(request.scope).for_list(), pk=person_pk)
    form = NeedForm(request.POST or None, kinds=kinds_for(person.unit, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        try:
            need = needs.register_need(person, by=request.user, at=timezone.now(), **form.facts())
        except NeedRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(
                request,
                f"已登记 {person.name} 的需求：{need.kind_name}（{need.item}），{need.due_on} 前办理。",
            )
            return redirect(need)
    context = {"form": form, "person": person, "need": None, "others": reading.needs_of(person)}
    return render(request, "registry/needs/need_form.html", context, fragment="form")


@page(Permission.SERVICE_EDIT, methods=["GET", "POST"])
def need_edit(request, pk):
    """Correct what was written down of an open need."""
    need = get_object_or_404(Need.objects.within(request.scope).for_list(), pk=pk)
    initial = {"item": need.key, "detail": need.detail, "source": need.source}
    kinds = kinds_for(need.person.unit, need.registered_on)
    form = NeedChangeForm(request.POST or None, initial=initial, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            needs.change_need(need, by=request.user, at=timezone.now(), **form.facts())
        except NeedRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已更正 {need.person.name} 的需求。")
            return redirect(need)
    elif request.method == "GET":
        _note_view(request, need)
    context = {"form": form, "person": need.person, "need": need, "others": []}
    return render(request, "registry/needs/need_form.html", context, fragment="form")


def _found(request, filters):
    found = filters.apply(Need.objects.within(request.scope)).for_list()
    return found.order_by(*ordering_of(request, SORTS, MOST_URGENT_FIRST))


def _note_view(request, need):
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=need, request=request)
    )
