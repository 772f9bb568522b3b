from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from accounts.sending import send_workbook
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from reports.answers import services
from reports.answers.forms import UploadForm
from reports.answers.selectors import (
    persons_named,
    reported_columns,
    reported_rows,
    sensitive_titles,
    tables_filled,
)
from reports.answers.services import AnswerRefused
from reports.answers.views.asking import answer_of, answers_of, may_take
from reports.comparison import comparable_with

TROUBLES_SHOWN = 200


@page(Permission.REPORT_MAKE)
def answer_list(request):
    """The superior's forms within reach, newest first."""
    context = {"answers": page_of(answers_of(request).order_by("-pk"), request)}
    return render(request, "reports/answers/answer_list.html", context, fragment="results")


@page(Permission.REPORT_MAKE, methods=["GET", "POST"])
def answer_create(request):
    """Take in a form of the superior; a job finds its heads."""
    form = UploadForm(request.POST or None, request.FILES or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            answer = services.start_answer(
                facts["file"], by=request.user, at=timezone.now(), unit=facts["unit"],
                as_of=facts["as_of"], options=form.options(),
            )  # fmt: skip
        except AnswerRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            return redirect(answer)
    context = {"form": form, "max_mb": settings.UPLOAD_MAX_MB}
    return render(request, "reports/answers/answer_form.html", context, fragment="form")


@page(Permission.REPORT_MAKE)
def answer_detail(request, pk):
    """How far a form is; once filled, its figures with the lists behind them, and what was not filled."""
    answer = answer_of(request, pk)
    context = {
        "answer": answer,
        "own_job": answer.job is not None and answer.job.requested_by_id == request.user.pk,
        "may_take": answer.is_ready and may_take(request.user, answer),
    }
    if answer.is_ready:
        context |= _filled(request, answer)
    return render(request, "reports/answers/answer_detail.html", context, fragment="state")


def _filled(request, answer):
    tables = tables_filled(answer)
    asked = request.GET.get("sheet", "")
    table = next((own for own in tables if str(own["number"]) == asked), tables[0] if tables else None)
    troubles = answer.troubles or []
    context = {
        "tables": tables, "table": table, "troubles": troubles[:TROUBLES_SHOWN],
        "more_troubles": max(0, len(troubles) - TROUBLES_SHOWN),
        "notes": [sheet for sheet in answer.found or [] if sheet["note"]],
        "can_compare": comparable_with(answer.snapshot).exists(),
    }  # fmt: skip
    if table is not None and not table["is_people"]:
        columns = reported_columns(table)
        rows = page_of(reported_rows(answer.snapshot, table, columns), request)
        context |= {"columns": columns, "rows": rows}
    return context


@page(Permission.REPORT_MAKE, methods=["POST"])
def answer_act(request, pk):
    """Fill a form, take up a broken job again, or delete the form with its files."""
    answer, act = answer_of(request, pk), request.POST.get("act")
    do = {"fill": services.request_filling, "resume": services.resume, "delete": services.delete_answer}
    if act not in do:
        messages.error(request, "没有看懂要做什么，请刷新后再试。")
        return redirect(answer)
    try:
        do[act](answer, by=request.user, at=timezone.now())
    except AnswerRefused as problem:
        messages.error(request, str(problem))
        return redirect(answer)
    if act == "delete":
        messages.success(request, f"已删除“{answer.file_name}”和回填后的文件，当时的数据快照仍保留。")
        return redirect("answers:answer_list")
    return redirect(answer)


@page(Permission.REPORT_MAKE)
def answer_file(request, pk):
    """Send the filled form to who holds every right by which it was made."""
    answer = answer_of(request, pk)
    if not may_take(request.user, answer):
        raise PermissionDenied
    carried = {"persons": answer.counts.get("persons", 0), "fields": sensitive_titles(answer)}
    return _sent(request, answer, answer.result, name=answer.answer_name, **carried)


@page(Permission.REPORT_MAKE)
def answer_original(request, pk):
    """Send the form as the superior sent it."""
    answer = answer_of(request, pk)
    carried = {"persons": persons_named(answer), "fields": sensitive_titles(answer)}
    return _sent(request, answer, answer.file, name=answer.file_name.removesuffix(".xlsx"), **carried)


def _sent(request, answer, file, *, name, **carried):
    if not file or not file.storage.exists(file.name):
        raise Http404
    return send_workbook(request, name, lambda: _read(file), about=answer, rows=carried["persons"], **carried)


def _read(file):
    with file.open("rb") as opened:
        return opened.read()
