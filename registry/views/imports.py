"""Importing persons: upload, preview, writing, taking back."""

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from accounts import audit
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from orgs.models import Unit
from registry.forms.imports import UploadForm
from registry.imports import batches, showing, undoing
from registry.imports.columns import TITLES
from registry.imports.problems import KINDS
from registry.imports.template import template_workbook
from registry.models import ImportBatch, ImportMapping, ImportRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STEPS = {"resume": batches.resume, "mark": batches.request_marks}
Outcome = ImportRow.Outcome
LONG_KEY = 18  # digits that no key has
KEPT, UNCHANGED = "kept", "unchanged"


@page(Permission.PERSON_IMPORT)
def import_list(request):
    rows = ImportBatch.objects.within(request.scope).newest_first()
    context = {"batches": page_of(rows, request)}
    return render(request, "registry/import_list.html", context, fragment="results")


@page(Permission.PERSON_IMPORT, methods=["GET", "POST"])
def import_create(request):
    form = UploadForm(request.POST or None, request.FILES or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            batch = batches.upload(form.cleaned_data["file"], by=request.user, unit=form.cleaned_data["unit"])
        except batches.NotPossible as problem:
            form.add_error("file", str(problem))
        else:
            return redirect(batch)
    context = {"form": form, "max_mb": settings.UPLOAD_MAX_MB}
    return render(request, "registry/import_form.html", context, fragment="form")


@page(Permission.PERSON_IMPORT)
def import_template(request):
    """Send the template of the unit named by `?unit=`, or of the highest unit of the scope."""
    units = Unit.objects.within(request.scope).current().in_tree_order()
    asked = request.GET.get("unit", "")
    is_key = asked.isascii() and asked.isdigit() and len(asked) < LONG_KEY
    unit = units.filter(pk=int(asked)).first() if is_key else None
    unit = unit or units.first()
    if unit is None:
        raise Http404
    return _attachment(template_workbook(unit), f"{unit.name}残疾人登记表模板.xlsx")


@page(Permission.PERSON_IMPORT)
def import_detail(request, pk):
    """The batch in whatever state it is: being checked, to be decided, written, taken back."""
    batch = get_object_or_404(ImportBatch.objects.within(request.scope).newest_first(), pk=pk)
    job = batch.current_job
    context = {
        "batch": batch,
        "job": job,
        "is_mine": job is not None and job.requested_by_id == request.user.pk,
        "is_stuck": batches.is_stuck(batch),
        "may_undo": batches.may_undo(batch, request.user),
    }
    if job is None and not batch.awaits_mapping and batch.has_preview:
        context |= _preview(request, batch)
        request.after_response(
            lambda: audit.record(audit.Event.VIEW, by=request.user, about=batch, request=request)
        )
    return render(request, "registry/import_detail.html", context, fragment="state")


@page(Permission.PERSON_IMPORT, methods=["POST"])
def import_apply(request, pk):
    """Write the batch, give it up, or take up a broken step again, as the button says."""
    batch = get_object_or_404(ImportBatch.objects.within(request.scope), pk=pk)
    act = request.POST.get("act", "apply")
    try:
        if act == "discard":
            batches.discard(batch, by=request.user)
            messages.info(request, f"已取消导入“{batch}”，没有写入任何数据。")
        elif act in STEPS:
            STEPS[act](batch, by=request.user)
        else:
            is_partial = request.POST.get("partial") == "yes"
            batches.request_apply(batch, by=request.user, is_partial=is_partial)
    except batches.NotPossible as problem:
        messages.error(request, str(problem))
    return redirect(batch)


@page(Permission.PERSON_IMPORT, methods=["GET", "POST"])
def import_undo(request, pk):
    """Show what taking the batch back would do, row by row, and do it when asked."""
    batch = get_object_or_404(ImportBatch.objects.within(request.scope).newest_first(), pk=pk)
    if request.method == "POST":
        try:
            batches.request_undo(batch, by=request.user)
        except batches.NotPossible as problem:
            messages.error(request, str(problem))
        return redirect(batch)
    if not batch.is_applied or not batches.may_undo(batch, request.user):
        messages.error(request, "这次导入没有可以撤回的内容，或者您不能撤回它。")
        return redirect(batch)
    plan = undoing.plan_takeback(batch)
    context = {"batch": batch, "plan": plan, "kept": page_of(plan.kept, request)}
    return render(request, "registry/import_undo.html", context, fragment="plan")


@page(Permission.PERSON_IMPORT)
def import_file(request, pk, which):
    """Send the clerk's own file, as it came or with the bad cells marked."""
    batch = get_object_or_404(ImportBatch.objects.within(request.scope).newest_first(), pk=pk)
    job = batch.mark_job
    if which == "original":
        file, name = batch.file, batch.file_name
    elif which == "marked" and job is not None and job.is_done:
        file, name = job.result, job.result_name
    else:
        raise Http404
    if not file or not file.storage.exists(file.name):
        raise Http404
    request.after_response(
        lambda: audit.record(audit.Event.EXPORT, by=request.user, about=batch, request=request, file=name)
    )
    return FileResponse(file.open("rb"), as_attachment=True, filename=name)


def _preview(request, batch):
    """Return the rows that the address asks for, and the kinds of problems."""
    counts, columns = batch.counts, batch.columns
    shown = _asked(request, counts)
    code = request.GET.get("code", "")
    kinds = [
        {"code": key, "title": KINDS[key], "count": kind["count"], "rows": kind["rows"]}
        for key, kind in counts["kinds"].items()
    ]
    return {
        "rows": None if shown == UNCHANGED else _rows(request, batch, shown, code),
        "shown": shown,
        "code": code,
        "kinds": kinds,
        "columns": [(title, TITLES[key]) for title, key, _ in columns["known"]],
        "unknown": columns["unknown"],
        "memory": _memory(request, batch),
        "answers": showing.answers_in_words(batch.answers.select_related("said_by").order_by("row", "key")),
        "mends": len(counts.get("mends", ())),
    }


def _memory(request, batch):
    """Return the remembered columns that the batch was read by, if the user may forget them."""
    pk = batch.columns.get("memory")
    mappings = ImportMapping.objects.within(request.scope).newest_first()
    return mappings.filter(pk=pk).first() if pk else None


def _asked(request, counts):
    """Return which rows `?show=` asks for; without a sensible wish, those that need attention first."""
    asked = request.GET.get("show", "")
    if asked in Outcome.values or asked in (UNCHANGED, KEPT):
        return asked
    filled = (name for name in ("refused", "changed", "new") if counts[name])
    return next(filled, UNCHANGED)


def _rows(request, batch, shown, code):
    rows = batch.rows.exclude(kept_because="") if shown == KEPT else batch.rows.filter(outcome=shown)
    if shown == Outcome.REFUSED and code in KINDS:
        rows = rows.filter(codes__contains=code)
    cut = page_of(rows.order_by("row"), request)
    in_words = showing.problems_in_words if shown == Outcome.REFUSED else showing.changes_in_words
    cut.object_list = in_words(list(cut.object_list.select_related("person")))
    cut.can_answer = shown == Outcome.REFUSED and showing.can_answer(cut.object_list)
    return cut


def _attachment(content, name):
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
