"""The steps of a run: a button each, or a page that asks for a reason first."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from staff.models import RunObjection, RunTownship
from staff.pay.forms.runs import AnswerForm, ConfirmForm, ObjectionForm, ReasonForm
from staff.pay.services import confirming, making, noticing, returning, reviewing
from staff.pay.views.runs import ready, townships_open_to
from staff.services.refusal import StaffRefused


@dataclass(frozen=True)
class Move:
    """A step that the page offers: the service behind it and what is said afterwards."""

    call: object
    told: str
    title: str = ""
    why: str = ""


def _make_again(run, *, by, at):
    return making.make_run(run.unit, run.months, by=by, at=at)


MOVES = {
    "make": Move(_make_again, "已重新造册。"),
    "open": Move(confirming.open_run, "已送乡镇确认，各乡镇（街道）请核对自己的人员。"),
    "review": Move(reviewing.review_run, "已复核，明细不再变动。"),
    "approve": Move(reviewing.approve_run, "已终审，名册已锁定。"),
    "notice": Move(noticing.start_notice, "已开始公示，请打印公示表张贴。"),
    "notice_over": Move(noticing.end_notice, "公示期满，可以送银行。"),
    "follow_up": Move(returning.make_follow_up, "已为退回的款项造册，请先改正账号，再由另一人复核。"),
    "refresh": Move(returning.refresh_follow_up, "已按现在的账号更新。"),
    "close": Move(returning.close_run, "已办结。"),
    "send_back": Move(
        reviewing.send_back,
        "已退回，名册成为草稿。",
        "退回重造",
        "退回后须重新造册，乡镇确认、复核、公示都重新来过。",
    ),
    "cancel": Move(
        reviewing.cancel_run, "已作废，这些月份可以另行造册。", "作废名册", "作废的名册保留备查，不再办理。"
    ),
    "reopen": Move(
        returning.reopen_run,
        "已重新打开，明细没有变动。",
        "重新打开名册",
        "重新打开只为核查，不改变任何一笔。",
    ),
}


@page(
    Permission.STIPEND_EDIT,
    Permission.STIPEND_APPROVE,
    Permission.STIPEND_EXPORT,
    methods=["GET", "POST"],
)
def run_step(request, pk, step):
    """Take one step with a run; where a reason is needed, ask for it first."""
    run = get_object_or_404(ready(request), pk=pk)
    move = MOVES.get(step)
    if move is None or not request.scope.covers(run.unit):
        raise Http404
    if move.title:
        return _with_reason(request, run, move)
    if request.method == "GET":
        return redirect(run)
    try:
        after = move.call(run, by=request.user, at=timezone.now())
    except StaffRefused as problem:
        messages.error(request, str(problem))
        return redirect(run)
    messages.success(request, f"{after.period}：{move.told}")
    return redirect(after)


def _with_reason(request, run, move):
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            move.call(run, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except StaffRefused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            messages.success(request, f"{run.period}：{move.told}")
            return redirect(run)
    context = {"form": form, "run": run, "title": move.title, "why": move.why}
    return render(request, "staff/pay/run_reason.html", context, fragment="form")


@page(Permission.STIPEND_CONFIRM, methods=["POST"])
def township_confirm(request, pk):
    """Confirm the people of one township."""
    parts = RunTownship.objects.within(request.scope).select_related("run", "township")
    part = get_object_or_404(parts, pk=pk)
    form = ConfirmForm(request.POST)
    text = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        confirming.confirm_township(part, by=request.user, at=timezone.now(), text=text)
    except StaffRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已确认{part.township.name} {part.people} 人、{part.amount:,} 元。")
    return redirect(part.run)


@page(Permission.STIPEND_CONFIRM, methods=["GET", "POST"])
def objection_create(request, pk):
    """Write down what is said against a roll while it is confirmed or on notice."""
    run = get_object_or_404(ready(request), pk=pk)
    form = ObjectionForm(request.POST or None, units=townships_open_to(request.user, run))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            confirming.object_to(run, facts.pop("unit"), by=request.user, at=timezone.now(), **facts)
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, "已登记异议，县里处理后可以继续。")
            return redirect(run)
    return render(request, "staff/pay/objection_form.html", {"form": form, "run": run}, fragment="form")


@page(Permission.STIPEND_EDIT, methods=["GET", "POST"])
def objection_answer(request, pk):
    """Write down how an objection was settled."""
    rows = RunObjection.objects.within(request.scope)
    objection = get_object_or_404(rows.select_related("run", "run__unit", "unit", "by"), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirming.answer_objection(objection, by=request.user, at=timezone.now(), **form.cleaned_data)
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, "已写明处理结果。")
            return redirect(objection.run)
    context = {"form": form, "run": objection.run, "objection": objection}
    return render(request, "staff/pay/objection_answer.html", context, fragment="form")
