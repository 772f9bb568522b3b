"""Showing a phone in full, once, against a reason that is logged."""

from accounts import audit
from core.htmx import render
from registry.forms.people import RevealForm


def reveal_phone(request, thing, *, name, template, example):
    """Ask for a reason, or log it and show the phone of `thing`, which the template knows as `name`.

    :param example: a reason as the field proposes it.
    """
    form = RevealForm(request.POST or None)
    form.fields["reason"].help_text = f"如：{example}。事由会记入审计日志。"
    context = {name: thing, "form": form, "revealed": False}
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        audit.record(audit.Event.REVEAL, by=request.user, about=thing, request=request, reason=reason)
        context["revealed"] = True
    return render(request, template, context, fragment="values")
