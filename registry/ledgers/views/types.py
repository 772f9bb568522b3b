"""What a county keeps: its types of ledgers and their columns."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from registry.ledgers.forms.types import EndForm, FieldForm, TypeForm
from registry.ledgers.models import LedgerField, LedgerType
from registry.ledgers.services import types
from registry.ledgers.services.refusal import LedgerRefused
from registry.ledgers.sources import SOURCES


@page(Permission.LEDGER_MANAGE)
def type_list(request):
    counties = Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    found = LedgerType.objects.within(request.scope).set_by(request.scope).select_related("county").in_order()
    context = {"types": list(found), "counties": list(counties)}
    return render(request, "registry/ledgers/type_list.html", context, fragment="results")


@page(Permission.LEDGER_MANAGE, methods=["POST"])
def type_defaults(request, pk):
    """Give the county the shipped types that it lacks."""
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    county = get_object_or_404(counties, pk=pk)
    made = types.install_defaults(county, by=request.user, at=timezone.now())
    word = f"已为 {county.name} 装入 {len(made)} 种台账。" if made else f"{county.name} 已有全部随附的台账。"
    messages.success(request, word)
    return redirect("ledgers:type_list")


@page(Permission.LEDGER_MANAGE)
def type_detail(request, pk):
    own = _type(request, pk)
    source = SOURCES.get(own.source)
    context = {"type": own, "fields": own.fields.order_by("valid_to", "order", "pk"), "source": source}
    return render(request, "registry/ledgers/type_detail.html", context, fragment="facts")


@page(Permission.LEDGER_MANAGE, methods=["GET", "POST"])
def type_create(request):
    return _save_type(request, None)


@page(Permission.LEDGER_MANAGE, methods=["GET", "POST"])
def type_edit(request, pk):
    return _save_type(request, _type(request, pk))


@page(Permission.LEDGER_MANAGE, methods=["GET", "POST"])
def field_create(request, pk):
    own = _type(request, pk)
    today = timezone.localdate()
    return _save_field(request, LedgerField(ledger_type=own, valid_from=today.replace(day=1)))


@page(Permission.LEDGER_MANAGE, methods=["GET", "POST"])
def field_edit(request, pk):
    return _save_field(request, _field(request, pk))


@page(Permission.LEDGER_MANAGE, methods=["GET", "POST"])
def field_end(request, pk):
    """Let a column count no more from a day on."""
    field = _field(request, pk)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            types.end_field(field, by=request.user, at=timezone.now(), **form.cleaned_data)
        except LedgerRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已停用“{field.title}”列。")
            return redirect(field.ledger_type)
    context = {"form": form, "field_": field}
    return render(request, "registry/ledgers/field_end.html", context, fragment="form")


def _type(request, pk):
    own = LedgerType.objects.within(request.scope).set_by(request.scope).select_related("county")
    return get_object_or_404(own, pk=pk)


def _field(request, pk):
    found = LedgerField.objects.within(request.scope).select_related("ledger_type__county")
    return get_object_or_404(found, pk=pk)


def _save_type(request, own):
    form = TypeForm(request.POST or None, instance=own, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        changed.source = form.cleaned_data["source"]
        try:
            saved = types.save_type(changed, by=request.user, at=timezone.now())
        except LedgerRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存台账：{saved}。")
            return redirect(saved)
    return render(request, "registry/ledgers/type_form.html", {"form": form, "type": own}, fragment="form")


def _save_field(request, field):
    form = FieldForm(request.POST or None, instance=field)
    if request.method == "POST" and form.is_valid():
        try:
            saved = types.save_field(form.save(commit=False), by=request.user, at=timezone.now())
        except LedgerRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存“{saved.title}”列。")
            return redirect(saved.ledger_type)
    context = {"form": form, "type": field.ledger_type, "is_new": field.pk is None}
    return render(request, "registry/ledgers/field_form.html", context, fragment="form")
