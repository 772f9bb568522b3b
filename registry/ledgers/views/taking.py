"""Taking a filled-in table into a book."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.ledgers.forms.papers import ApplyForm, UploadForm
from registry.ledgers.models import LedgerImport
from registry.ledgers.periods import period_of
from registry.ledgers.services import imports
from registry.ledgers.services.books import Place
from registry.ledgers.services.refusal import LedgerRefused
from registry.ledgers.views.asking import place_of

SHOWN_PROBLEMS = 100


@page(Permission.LEDGER_EDIT, methods=["GET", "POST"])
def import_create(request, pk, type_pk, start):
    place = place_of(request, pk, type_pk, start)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = imports.plan_import(place, form.cleaned_data["file"], by=request.user, at=timezone.now())
        except LedgerRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            return redirect(made)
    context = {"form": form, "place": place}
    return render(request, "registry/ledgers/import_form.html", context, fragment="form")


@page(Permission.LEDGER_EDIT)
def import_detail(request, pk):
    """Show what the import would do, or has done."""
    return _show(request, _import(request, pk), ApplyForm())


@page(Permission.LEDGER_EDIT, methods=["POST"])
def import_apply(request, pk):
    """Write the planned rows: all of them or none."""
    made = _import(request, pk)
    form = ApplyForm(request.POST)
    if form.is_valid():
        place = _place(made)
        try:
            book = imports.apply_import(
                made, place, by=request.user, at=timezone.now(), is_partial=form.cleaned_data["is_partial"]
            )
        except LedgerRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已导入，{place.period.noun}现有 {book.row_count} 行，还没有上报。")
            return redirect(book)
    return _show(request, made, form)


def _import(request, pk):
    found = LedgerImport.objects.within(request.scope).select_related("unit__parent", "ledger_type__county")
    return get_object_or_404(found, pk=pk)


def _place(made):
    return Place(made.unit, made.ledger_type, period_of(made.ledger_type.period, made.start))


def _show(request, made, form):
    plan = imports.Plan(**made.plan)
    context = {
        "made": made,
        "place": _place(made),
        "plan": plan,
        "problems": plan.problems[:SHOWN_PROBLEMS],
        "form": form,
    }
    return render(request, "registry/ledgers/import_detail.html", context, fragment="plan")
