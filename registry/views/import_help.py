"""Helping an import along: columns, spellings, single cells; and whom the roster leaves out."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.attachments import XLSX
from core.exports import csv_lines
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sending import CSV, ask_leave, send_stream
from core.sheets.streaming import xlsx_stream
from registry.forms.import_help import ColumnsForm, MendForm
from registry.imports import answering, batches, mapping, mending
from registry.imports.kinds import ROSTER, kind_of
from registry.imports.opening import IMPORTING
from registry.models import ImportAbsence, ImportAnswer
from registry.views.columns_asking import header_asked, number_in
from registry.views.import_asking import batch_of

DECIDED = {ImportAnswer.Choice.FILE.value, ImportAnswer.Choice.REGISTER.value}
ABSENT_TITLES = ("姓名", "身份证号", "残疾类别", "残疾等级", "乡镇", "村（社区）", "最近更新", "说明")
ABSENT_WIDTHS = (10, 22, 10, 10, 14, 14, 20, 30)


@page(*IMPORTING, methods=["GET", "POST"])
def import_columns(request, pk):
    """Show the first rows of the file; let the clerk say which is the header and what each column is."""
    batch = batch_of(request, pk)
    if not batch.can_be_mapped:
        messages.error(request, f"这次导入{batch.get_state_display()}，不能再对应列。")
        return redirect(batch)
    columns = kind_of(batch).columns(batch)
    asked = header_asked(request, batch.sample, told=batch.columns, vocabulary=columns.vocabulary)
    known = asked.read_so_far(batch.columns)
    form = ColumnsForm(
        request.POST or None, sheet=asked.sheet, header=asked.number, columns=columns, known=known
    )
    if request.method == "POST" and form.is_valid():
        try:
            mapping.choose_columns(batch, by=request.user, choice=form.choice)
        except batches.NotPossible as problem:
            messages.error(request, str(problem))
        return redirect(batch)
    context = {
        "batch": batch,
        "form": form,
        "required": f"“{'”和“'.join(columns.titles[key] for key in columns.required)}”必须对应",
    } | asked.context
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
            key = number_in(withdrawn)
            answer = get_object_or_404(ImportAnswer.objects.within(request.scope), batch=batch, pk=key)
            answering.withdraw(answer, by=request.user)
        else:
            rows = [int(row) for row in request.POST.getlist("accept") if number_in(row) is not None]
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
    cargo = {"persons": count, "fields": ABSENT_TITLES}
    name = f"在册而表中没有的人{timezone.localdate():%Y%m%d}"
    stamp = ask_leave(request, name, **cargo)
    lines = (_absent_line(row) for row in rows.iterator(chunk_size=2000))
    if stamp:
        line = stamp.line if stamp.is_shown else ""
        content = xlsx_stream("名单", ABSENT_TITLES, lines, widths=ABSENT_WIDTHS, line=line)
        name, kind = f"{name}.xlsx", XLSX
    else:
        content, name, kind = csv_lines(ABSENT_TITLES, lines), f"{name}.csv", CSV
    return send_stream(request, name, content, kind=kind, about=batch, rows=count, **cargo)


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


def _choices(posted):
    """Return {(row, column's key): choice} of the fields named `settle-row-key`."""
    found = {}
    for name, choice in posted.items():
        parts = name.split("-", 2)
        if parts[0] == "settle" and len(parts) == 3 and number_in(parts[1]) is not None and choice in DECIDED:
            found[int(parts[1]), parts[2]] = choice
    return found
