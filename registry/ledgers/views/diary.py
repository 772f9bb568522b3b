"""The work diary: dated entries, made for a phone."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from registry.ledgers.forms.papers import DiaryFilter, DiaryForm
from registry.ledgers.models import DiaryEntry
from registry.ledgers.selectors.locks import lockable_units
from registry.ledgers.services import diary
from registry.ledgers.services.refusal import LedgerRefused

ENTRIES = 20


@page(Permission.LEDGER_VIEW)
def diary_list(request):
    filters = DiaryFilter(request.GET, scope=request.scope)
    entries = filters.apply(DiaryEntry.objects.within(request.scope))
    entries = entries.select_related("unit__parent", "written_by").order_by("-day", "-pk")
    editing = request.user.scope_of(Permission.LEDGER_EDIT)
    context = {
        "filters": filters,
        "entries": page_of(entries, request, size=ENTRIES),
        "may_edit": bool(editing),
        "names_units": lockable_units(request.scope).exists(),
    }
    return render(request, "registry/ledgers/diary_list.html", context, fragment="results")


@page(Permission.LEDGER_EDIT, methods=["GET", "POST"])
def diary_create(request):
    return _save(request, None)


@page(Permission.LEDGER_EDIT, methods=["GET", "POST"])
def diary_edit(request, pk):
    return _save(request, get_object_or_404(_ready(request), pk=pk))


@page(Permission.LEDGER_EDIT, methods=["POST"])
def diary_remove(request, pk):
    entry = get_object_or_404(_ready(request), pk=pk)
    try:
        diary.remove_entry(entry, by=request.user, at=timezone.now())
    except LedgerRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已删除 {entry.day:%Y-%m-%d} 的一条工作记录。")
    return redirect("ledgers:diary_list")


def _ready(request):
    return DiaryEntry.objects.within(request.scope).select_related("unit__parent", "written_by")


def _save(request, entry):
    form = DiaryForm(
        request.POST or None, instance=entry, scope=request.scope, initial={"day": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = diary.save_entry(form.save(commit=False), by=request.user, at=timezone.now())
        except LedgerRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已记下 {saved.day:%Y-%m-%d} 的工作：{saved.get_kind_display()}。")
            return redirect("ledgers:diary_list")
    return render(
        request, "registry/ledgers/diary_form.html", {"form": form, "entry": entry}, fragment="form"
    )
