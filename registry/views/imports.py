"""Importing tables: upload, preview, writing, taking back."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from accounts import audit
from core.attachments import XLSX
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.sending import send_file
from orgs.models import Unit
from registry.forms.imports import BatchFilter, UploadForm
from registry.imports import batches, showing
from registry.imports.kinds import batches_for, kind_of, kinds_for, mappings_for
from registry.imports.opening import IMPORTING
from registry.imports.problems import KINDS
from registry.models import ImportRow
from registry.views.import_asking import batch_of, key_in, kind_asked

STEPS = {"resume": batches.resume, "mark": batches.request_marks}
Outcome = ImportRow.Outcome
KEPT, UNCHANGED = "kept", "unchanged"


@page(*IMPORTING)
def import_list(request):
    kinds = kinds_for(request.user)
    asked = BatchFilter(request.GET, kinds=kinds)
    rows = page_of(asked.apply(batches_for(request.user).newest_first()), request)
    for batch in rows:
        batch.subject = kind_of(batch).subject(batch)
    context = {"batches": rows, "filter": asked, "kinds": kinds}
    return render(request, "registry/import_list.html", context, fragment="results")


@page(*IMPORTING, methods=["GET", "POST"])
def import_create(request):
    kind = kind_asked(request, request.POST.get("kind") or request.GET.get("kind", ""))
    form = (kind.form or UploadForm)(
        request.POST or None, request.FILES or None, scope=request.scope, kind=kind, asked=request.GET
    )
    if request.method == "POST" and form.is_valid():
        try:
            batch = batches.upload(
                form.cleaned_data["file"], by=request.user, unit=form.cleaned_data["unit"],
                kind=form.kind_key(), options=form.options(),
            )  # fmt: skip
        except batches.NotPossible as problem:
            form.add_error("file", str(problem))
        else:
            return redirect(batch)
    context = {
        "form": form,
        "kind": kind,
        "kinds": [each for each in kinds_for(request.user) if each.asks_unit or each is kind],
        "max_mb": settings.UPLOAD_MAX_MB,
    }
    return render(request, "registry/import_form.html", context, fragment="form")


@page(*IMPORTING)
def import_template(request):
    """Send the template of a kind for the unit named by `?unit=`, or for the highest unit of the scope."""
    kind = kind_asked(request, request.GET.get("kind", ""))
    units = Unit.objects.within(request.scope).current().in_tree_order()
    asked = key_in(request.GET.get("unit"))
    unit = units.filter(pk=asked).first() if asked else None
    unit = unit or units.first()
    if unit is None:
        raise Http404
    batch = kind.batch_asked(request.GET, unit, request.scope)
    if batch is None:
        raise Http404
    content, name = kind.template(batch, unit, request.user), kind.template_name(batch, unit)
    return send_file(request, content, name, kind=XLSX, persons=0, about=unit)


@page(*IMPORTING)
def import_detail(request, pk):
    """The batch in whatever state it is: being checked, to be decided, written, taken back."""
    batch = batch_of(request, pk)
    job, kind = batch.current_job, kind_of(batch)
    context = {
        "batch": batch,
        "kind": kind,
        "subject": kind.subject(batch),
        "done_url": kind.done_url(batch),
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


@page(*IMPORTING, methods=["POST"])
def import_apply(request, pk):
    """Write the batch, give it up, or take up a broken step again, as the button says."""
    batch = batch_of(request, pk)
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


@page(*IMPORTING, methods=["GET", "POST"])
def import_undo(request, pk):
    """Show what taking the batch back would do, row by row, and do it when asked."""
    batch = batch_of(request, pk)
    if request.method == "POST":
        try:
            batches.request_undo(batch, by=request.user)
        except batches.NotPossible as problem:
            messages.error(request, str(problem))
        return redirect(batch)
    if not batch.is_applied or not batches.may_undo(batch, request.user):
        messages.error(request, "这次导入没有可以撤回的内容，或者您不能撤回它。")
        return redirect(batch)
    kind = kind_of(batch)
    plan = kind.plan_takeback(batch)
    kept = page_of(plan.kept, request)
    context = {"batch": batch, "kind": kind, "plan": plan, "kept": _linked(kept, kind, batch)}
    return render(request, "registry/import_undo.html", context, fragment="plan")


@page(*IMPORTING)
def import_file(request, pk, which):
    """Send the clerk's own file, as it came or with the bad cells marked."""
    batch = batch_of(request, pk)
    job = batch.mark_job
    if which == "original":
        file, name = batch.file, batch.file_name
    elif which == "marked" and job is not None and job.is_done:
        file, name = job.result, job.result_name
    else:
        raise Http404
    if not file or not file.storage.exists(file.name):
        raise Http404
    # One's own table comes back to oneself; to anybody else it is a list of people.
    others = 0 if batch.uploaded_by_id == request.user.pk else batch.total
    return send_file(request, file, name, persons=others, fields=("身份证号",), about=batch, file=name)


def _preview(request, batch):
    """Return the rows that the address asks for, and the kinds of problems."""
    counts, columns = batch.counts, batch.columns
    titles = kind_of(batch).columns(batch).titles
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
        "columns": [(title, titles.get(key, key)) for title, key, _ in columns["known"]],
        "unknown": columns["unknown"],
        "memory": _memory(request, batch),
        "answers": showing.answers_in_words(batch.answers.select_related("said_by").order_by("row", "key")),
        "mends": len(counts.get("mends", ())),
    }


def _memory(request, batch):
    """Return the remembered columns that the batch was read by, if the user may forget them."""
    pk = batch.columns.get("memory")
    return mappings_for(request.user).newest_first().filter(pk=pk).first() if pk else None


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
    kind = kind_of(batch)
    in_words = showing.problems_in_words if shown == Outcome.REFUSED else kind.changes_in_words
    cut.object_list = in_words(list(cut.object_list.select_related("person")))
    cut.can_answer = shown == Outcome.REFUSED and showing.can_answer(cut.object_list)
    return _linked(cut, kind, batch)


def _linked(rows, kind, batch):
    """Give each row `url`: the page of what it is about."""
    for row in rows:
        row.batch = batch
        row.url = kind.link(row)
    return rows
