"""One row: side by side, decided by who manages, answered by the village."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from accounts import audit
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.comparing.choices import Kind
from registry.comparing.fields import title_of
from registry.comparing.forms.working import AnswerForm, ArchiveForm, PlaceForm, ReasonForm
from registry.comparing.selectors.rows import masked_texts, next_row, told_to
from registry.comparing.services import deciding, taking, tasking
from registry.comparing.services.refusal import ComparisonRefused
from registry.comparing.views.asking import row_of
from registry.models import ComparisonRow


@page(Permission.COMPARISON_VIEW)
def row_detail(request, pk):
    row = row_of(request, pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=row, request=request)
    )
    return _show(request, row)


@sensitive_post_parameters()
@page(Permission.COMPARISON_MANAGE, methods=["POST"])
def row_decide(request, pk):
    """Decide about the row as the button says."""
    row = row_of(request, pk)
    act = DOING.get(request.POST.get("act"))
    if act is None:
        return redirect(row)
    forms = {}
    try:
        done = act(request, row, forms)
    except ComparisonRefused as problem:
        messages.error(request, str(problem))
        return redirect(row)
    if done is None:  # a form to be mended
        return _show(request, row, **forms)
    messages.success(request, done)
    return redirect(row)


@sensitive_post_parameters()
@page(Permission.COMPARISON_EDIT, methods=["POST"])
def row_answer(request, pk):
    """Take down what the village found out, and lead to the next row of the task."""
    row = row_of(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, row, answer_form=form)
    try:
        tasking.answer_row(row, by=request.user, at=timezone.now(), **form.cleaned_data)
    except ComparisonRefused as problem:
        messages.error(request, str(problem))
        return redirect(row)
    messages.success(request, f"已登记{row.name}的核实结果。")
    following = next_row(row, request.scope)
    return redirect(following or row.task or row)


def _show(request, row, **forms):
    user = request.user
    told_to(row, user)
    is_open = row.comparison.is_ready
    may_manage = is_open and user.scope_of(Permission.COMPARISON_MANAGE).covers_path(row.path)
    may_answer = is_open and row.is_tasked and user.scope_of(Permission.COMPARISON_EDIT).covers_path(row.path)
    sees_person = row.person is not None and user.scope_of(Permission.PERSON_VIEW).covers(row.person.unit)
    context = {
        "row": row,
        "texts": masked_texts(row),
        "history": _history(row),
        "may_manage": may_manage and row.is_open,
        "may_answer": may_answer,
        "sees_person": sees_person,
        "may_edit_person": sees_person
        and not row.person.is_archived
        and user.scope_of(Permission.PERSON_EDIT).covers(row.person.unit),
        "may_review": may_manage and row.is_tasked and bool(row.answer) and not row.is_returned,
        "answer_form": AnswerForm(initial={"answer": row.answer, "text": row.answer_note}),
        "return_form": ReasonForm(label="退回的理由"),
        "keep_form": ReasonForm(label="理由", help_text="如：已电话核实，以登记为准。"),
        "archive_form": ArchiveForm(initial={"on": row.said.get("event", "")}),
        "place_form": PlaceForm(scope=_places(user, row)) if may_manage and row.person is None else None,
        "is_alone": row.kind in (Kind.ONLY_HERE, Kind.ONLY_THERE, Kind.UNREADABLE),
    }
    return render(request, "registry/comparing/row_detail.html", context | forms, fragment="row")


def _places(user, row):
    """Return where a row without a place may be put by the user."""
    return user.scope_of(Permission.COMPARISON_MANAGE).narrowed_to(row.comparison.unit)


def _history(row):
    entries = list(row.decisions.select_related("by").order_by("-at", "-pk"))
    for entry in entries:
        entry.title = title_of(entry.field) if entry.field else ""
    return entries


def _take(request, row, forms):
    key = request.POST.get("key", "")
    rows = ComparisonRow.objects.within(request.scope).filter(pk=row.pk)
    taking.take_over(rows, key, by=request.user, at=timezone.now())
    return f"已采用名单的{title_of(key)}。"


def _keep(request, row, forms):
    form = forms["keep_form"] = ReasonForm(request.POST, label="理由")
    if not form.is_valid():
        return None
    key = request.POST.get("key", "")
    rows = ComparisonRow.objects.within(request.scope).filter(pk=row.pk)
    taking.keep_ours(rows, key, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    return f"{title_of(key)}已保留登记的值。" if key else "已处理，登记不变。"


def _confirm(request, row, forms):
    deciding.confirm_pair(row, by=request.user, at=timezone.now())
    return "已确认是同一人，并比对了内容。"


def _reject(request, row, forms):
    deciding.reject_pair(row, by=request.user, at=timezone.now())
    return "已登记为不是同一人。"


def _place(request, row, forms):
    form = forms["place_form"] = PlaceForm(request.POST, scope=_places(request.user, row))
    if not form.is_valid():
        return None
    deciding.place_row(row, by=request.user, at=timezone.now(), unit=form.cleaned_data["unit"])
    return f"已指定所在村（社区）：{form.cleaned_data['unit'].place_name}。"


def _archive(request, row, forms):
    form = forms["archive_form"] = ArchiveForm(request.POST)
    if not form.is_valid():
        return None
    try:
        deciding.archive_listed(row, by=request.user, at=timezone.now(), on=form.cleaned_data["on"])
    except ComparisonRefused as problem:
        form.add_error("on" if problem.field == "on" else None, str(problem))
        return None
    return "已归档；补贴、台账等按归档日期处理。"


def _return(request, row, forms):
    form = forms["return_form"] = ReasonForm(request.POST, label="退回的理由")
    if not form.is_valid():
        return None
    tasking.return_row(row, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    return "已退回村（社区）重新核实。"


def _accept(request, row, forms):
    tasking.accept_row(row, by=request.user, at=timezone.now())
    return "已审核通过。"


DOING = {
    "take": _take,
    "keep": _keep,
    "confirm": _confirm,
    "reject": _reject,
    "place": _place,
    "archive": _archive,
    "return": _return,
    "accept": _accept,
}
