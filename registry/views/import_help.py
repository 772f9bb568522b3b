"""Helping an import along: columns, spellings, single cells; and whom the roster leaves out."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts import audit
from core.exports import csv_lines
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from registry.forms.import_help import ColumnsForm, MendForm
from registry.imports import answering, batches, mapping, mending
from registry.imports.kinds import ROSTER, kind_of
from registry.imports.opening import IMPORTING
from registry.models import ImportAbsence, ImportAnswer
from registry.views.import_asking import batch_of

SHOWN_ROWS = 12
FULL_ROW = 3  # cells that make a row look like a header when nothing else does
NUMBER_MAX = 9  # digits of a row number
DECIDED = {ImportAnswer.Choice.FILE.value, ImportAnswer.Choice.REGISTER.value}
ABSENT_TITLES = ("姓名", "身份证号", "残疾类别", "残疾等级", "乡镇", "村（社区）", "最近更新", "说明")


@page(*IMPORTING, methods=["GET", "POST"])
def import_columns(request, pk):
    """Show the first rows of the file; let the clerk say which is the header and what each column is."""
    batch = batch_of(request, pk)
    if not batch.can_be_mapped:
        messages.error(request, f"这次导入{batch.get_state_display()}，不能再对应列。")
        return redirect(batch)
    asked = request.POST if request.method == "POST" else request.GET
    index = _number(asked.get("sheet"), most=len(batch.sample) - 1) or 0
    sheet, columns = batch.sample[index], kind_of(batch).columns(batch)
    rows = sheet["rows"]
    header = _number(asked.get("header"), most=10**NUMBER_MAX)
    if header is None and index == 0:
        header = batch.columns.get("header")
    if header is None or header not in {0, *(row["number"] for row in rows)}:
        header = _likely_header(rows, columns.vocabulary)
    known = _read_so_far(batch, sheet["sheet"], header)
    form = ColumnsForm(request.POST or None, sheet=sheet, header=header, columns=columns, known=known)
    if request.method == "POST" and form.is_valid():
        try:
            mapping.choose_columns(batch, by=request.user, choice=form.choice)
        except batches.NotPossible as problem:
            messages.error(request, str(problem))
        return redirect(batch)
    context = {
        "batch": batch,
        "form": form,
        "required": "”和“".join(columns.titles[key] for key in columns.required),
        "header": header,
        "index": index,
        "sheets": [each["sheet"] for each in batch.sample],
        "rows": rows[:SHOWN_ROWS] if header < SHOWN_ROWS else rows,
    }
    return render(request, "registry/import_columns.html", context, fragment="columns")


@page(*IMPORTING, methods=["GET", "POST"])
def import_mend(request, pk):
    """Show the spellings that are not understood, and mend each in every row at once."""
    batch = batch_of(request, pk)
    groups = page_of(batch.counts.get("mends", []) if batch.is_planned else [], request)
    form = MendForm(request.POST or None, groups=groups.object_list, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        try:
            count = mending.explain(batch, by=request.user, meanings=form.meanings())
        except batches.NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            messages.info(request, f"已记住 {count} 种写法，正在重新核对。")
            return redirect(batch)
    context = {"batch": batch, "groups": groups, "form": form}
    return render(request, "registry/import_mend.html", context, fragment="groups")


@page(Permission.PERSON_IMPORT, methods=["POST"])
def import_answers(request, pk):
    """Take the clerk's decisions on single rows: proposals accepted, conflicts settled, one taken back."""
    batch = batch_of(request, pk, kind=ROSTER)
    try:
        if withdrawn := request.POST.get("withdraw"):
            key = _number(withdrawn, most=10**NUMBER_MAX)
            answer = get_object_or_404(ImportAnswer.objects.within(request.scope), batch=batch, pk=key)
            answering.withdraw(answer, by=request.user)
        else:
            rows = [int(row) for row in request.POST.getlist("accept") if _number(row) is not None]
            choices = _choices(request.POST)
            answering.decide(batch, accepted=rows, choices=choices, by=request.user, at=timezone.now())
    except batches.NotPossible as problem:
        messages.error(request, str(problem))
    return redirect(batch)


@page(Permission.PERSON_IMPORT)
def import_absent(request, pk):
    """List who is on the register in the villages of the file but not in it. Nothing is done to them."""
    batch = batch_of(request, pk, kind=ROSTER)
    rows = page_of(_absent(request, batch), request)
    context = {
        "batch": batch,
        "rows": rows,
        "may_export": request.user.holds(Permission.PERSON_EXPORT),
    }
    return render(request, "registry/import_absent.html", context, fragment="results")


@page(Permission.PERSON_EXPORT)
def absent_export(request, pk):
    """Send that list, numbers masked; who did it is logged."""
    batch = batch_of(request, pk, kind=ROSTER)
    rows = _absent(request, batch)
    count = rows.count()
    request.after_response(
        lambda: audit.record(audit.Event.EXPORT, by=request.user, about=batch, request=request, rows=count)
    )
    lines = (_absent_line(row) for row in rows.iterator(chunk_size=2000))
    response = StreamingHttpResponse(csv_lines(ABSENT_TITLES, lines), content_type="text/csv; charset=utf-8")
    name = quote(f"在册而表中没有的人{timezone.localdate():%Y%m%d}.csv")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _absent(request, batch):
    if not batch.has_preview:
        raise Http404
    rows = ImportAbsence.objects.within(request.scope).filter(batch=batch)
    return rows.for_list().order_by("pk")


def _absent_line(row):
    person = row.person
    return [
        person.name,
        person.masked_id_number,
        person.get_category_display(),
        person.get_grade_display(),
        person.unit.parent.name if person.unit.parent else "",
        person.unit.name,
        timezone.localdate(person.updated_at),
        f"表中第 {row.namesake_row} 行同名，号码有误" if row.namesake_row else "",
    ]


def _number(text, *, most=10**NUMBER_MAX):
    """Return a whole number that a request names, or None if it names none from 0 to `most`."""
    is_number = text is not None and text.isascii() and text.isdigit() and len(text) <= NUMBER_MAX
    return int(text) if is_number and int(text) <= most else None


def _choices(posted):
    """Return {(row, column's key): choice} of the fields named `settle-row-key`."""
    found = {}
    for name, choice in posted.items():
        parts = name.split("-", 2)
        if parts[0] == "settle" and len(parts) == 3 and _number(parts[1]) is not None and choice in DECIDED:
            found[int(parts[1]), parts[2]] = choice
    return found


def _read_so_far(batch, sheet, header):
    """Return {index of a column: key} if the batch has been read with this header, or an empty mapping."""
    columns = batch.columns
    if (columns.get("sheet"), columns.get("header")) != (sheet, header):
        return {}
    return {place: key for _, key, place in columns["known"]}


def _likely_header(rows, vocabulary):
    """Return the number of the row with most known titles, else of the first that is well filled."""
    known = {row["number"]: sum(vocabulary.key_of(text) is not None for text in row["texts"]) for row in rows}
    best = max(known, key=known.get, default=0)
    if known.get(best):
        return best
    return next((row["number"] for row in rows if sum(map(bool, row["texts"])) >= FULL_ROW), best)
