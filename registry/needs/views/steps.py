"""The page of one need and what can be done about it next."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts import audit
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.selectors import ancestors
from registry.needs.choices import NeedState
from registry.needs.forms import needs as forms
from registry.needs.models import Need
from registry.needs.selectors import needs as reading
from registry.needs.selectors.rules import kinds_for
from registry.needs.services import needs
from registry.needs.services.refusal import NeedRefused


@dataclass(frozen=True)
class Verb:
    """Something that can be done about a need: its form, its service, and the words on the page."""

    form: type
    service: Callable
    title: str
    button: str
    done: str
    is_for_open: bool = True


VERBS = {
    "refer": Verb(forms.ReferForm, needs.refer_need, "转介", "登记转介", "已登记转介。"),
    "measure": Verb(forms.MeasureForm, needs.record_measure, "落实措施", "登记落实措施", "已登记落实措施。"),
    "close": Verb(forms.ResultForm, needs.close_need, "办结", "办结这项需求", "已办结。办结后请回访满意度。"),
    "satisfaction": Verb(
        forms.SatisfactionForm, needs.record_satisfaction, "满意度回访", "登记满意度", "已登记满意度。", False
    ),
    "reopen": Verb(forms.ReopenForm, needs.reopen_need, "重新办理", "重新办理", "已重新办理。", False),
}
# What comes next in each state; its form stands open, the others behind a click.
NEXT = {
    NeedState.REGISTERED: "refer",
    NeedState.REFERRED: "measure",
    NeedState.IN_HAND: "close",
    NeedState.CLOSED: "satisfaction",
}
STEPS = {NeedState.REGISTERED: 2, NeedState.REFERRED: 3, NeedState.IN_HAND: 4, NeedState.CLOSED: 5}
STEP_NAMES = ("登记", "转介", "落实", "办结", "回访")
ALL_DONE = 6


@page(Permission.SERVICE_VIEW)
def need_detail(request, pk):
    need = _need(request, pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=need, request=request)
    )
    return render(request, "registry/needs/need_detail.html", _detail(request, need), fragment="need")


@page(Permission.SERVICE_EDIT, methods=["POST"])
def need_step(request, pk, verb):
    """Write down the next step of a need."""
    if verb not in VERBS:
        raise Http404
    need, chosen = _need(request, pk), VERBS[verb]
    form = chosen.form(request.POST, auto_id=f"id_{verb}_%s")
    if form.is_valid():
        try:
            chosen.service(need, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NeedRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"{need}：{chosen.done}")
            return redirect(need)
    context = _detail(request, need, {verb: form})
    return render(request, "registry/needs/need_detail.html", context, fragment="need")


def _need(request, pk):
    return get_object_or_404(Need.objects.within(request.scope).for_list(), pk=pk)


def _detail(request, need, bound=None):
    may_edit = request.user.scope_of(Permission.SERVICE_EDIT).covers(need.person.unit)
    return {
        "need": need,
        "ancestors": [unit for unit in ancestors(need.person.unit) if request.scope.covers(unit)],
        "history": reading.history_of(need),
        "step_names": STEP_NAMES,
        "step": ALL_DONE if need.satisfaction else STEPS[need.state],
        "verbs": _verbs(need, bound or {}) if may_edit else [],
        "may_edit": may_edit,
    }


def _verbs(need, bound):
    """Return (verb, its words, its form, is open) for what can be done now."""
    upcoming = next(iter(bound), "" if need.satisfaction else NEXT[need.state])
    rows = []
    for name, verb in VERBS.items():
        if name in bound or verb.is_for_open is need.is_open:
            form = bound.get(name) or verb.form(auto_id=f"id_{name}_%s", initial=_initial(need, name))
            rows.append((name, verb, form, name == upcoming))
    return rows


def _initial(need, verb):
    if verb == "refer":
        return {"organisation": need.referred_to or _usually_asked(need)}
    return {"organisation": need.referred_to} if verb == "measure" else {}


def _usually_asked(need):
    """Return whom the county usually asks for this kind of need."""
    kind = kinds_for(need.person.unit, timezone.localdate()).get(need.kind)  # none if moved from elsewhere
    return kind.department if kind else ""
