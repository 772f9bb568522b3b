from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.jobs import enqueue
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from orgs.changes import services, undoing
from orgs.changes.forms.choosing import ChangeFilter, ConfirmForm, TakeBackForm
from orgs.changes.refusal import ChangeRefused
from orgs.changes.tasks import CARRY_OUT
from orgs.models import UnitChange


def changes_for(request):
    """Return the changes of the user's counties with their parts, newest first."""
    return UnitChange.objects.within(request.scope).with_parts().newest_first()


def change_of(request, pk):
    """Return one change with its parts, or answer 404."""
    return get_object_or_404(changes_for(request), pk=pk)


@page(Permission.UNIT_CHANGE)
def change_list(request):
    """All changes of the tree: planned ones, drafts and what has been carried out."""
    filters = ChangeFilter(request.GET)
    found = filters.apply(changes_for(request))
    context = {"filters": filters, "changes": page_of(found, request)}
    return render(request, "orgs/changes/change_list.html", context, fragment="results")


@page(Permission.UNIT_CHANGE)
def change_detail(request, pk):
    """One change: units before and after, what follows and what stays, and that totals agree."""
    change = change_of(request, pk)
    context = {
        "change": change,
        "others": services.second_eyes(change, request.user) if change.is_draft else [],
    }
    return render(request, "orgs/changes/change_detail.html", context, fragment="results")


@page(Permission.UNIT_CHANGE, methods=["GET", "POST"])
def change_confirm(request, pk):
    """The second look, after which the change is carried out or waits for its day."""
    change = change_of(request, pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if not change.is_draft:
        return redirect(change)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            change = services.confirm_change(change, by=request.user, at=at)
        except ChangeRefused as problem:
            form.add_error(None, str(problem))
        else:
            if change.effective_on > timezone.localdate(at):
                messages.success(request, f"已确认，{change.effective_on:%Y-%m-%d} 自动办理。")
                return redirect(change)
            label = f"办理机构变更：{change.document}"[:150]
            return redirect(enqueue(CARRY_OUT, by=request.user, label=label, change=change.pk))
    others = services.second_eyes(change, request.user)
    context = {"change": change, "form": form, "today": timezone.localdate(), "others": others}
    return render(request, "orgs/changes/change_confirm.html", context, fragment="form")


@page(Permission.UNIT_CHANGE, methods=["POST"])
def change_drop(request, pk):
    """Drop a change that has not been carried out."""
    change = change_of(request, pk)
    try:
        services.drop_change(change, by=request.user, at=timezone.now())
    except ChangeRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "已作废，没有改动任何单位。")
    return redirect(change)


@page(Permission.UNIT_CHANGE, methods=["GET", "POST"])
def change_take_back(request, pk):
    """Take back a change whose units nobody has touched since."""
    change = change_of(request, pk)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if not change.is_done:
        return redirect(change)
    if request.method == "POST" and form.is_valid():
        try:
            undoing.take_back(change, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ChangeRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "已撤回，单位和各类记录都已恢复到变更之前。")
            return redirect(change)
    context = {"change": change, "form": form}
    return render(request, "orgs/changes/change_take_back.html", context, fragment="form")
