"""What the views of this room ask again and again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.permissions import Permission
from staff.recruiting.forms.candidates import ReasonForm
from staff.recruiting.models import Candidate, Recruitment
from staff.services.refusal import StaffRefused


def recruitment_of(request, pk):
    """Return the recruitment, or 404 outside the scope of the page."""
    return get_object_or_404(Recruitment.objects.within(request.scope).select_related("unit"), pk=pk)


def candidate_of(request, pk):
    """Return the candidate, or 404 outside the scope of the page."""
    rows = Candidate.objects.within(request.scope).for_list()
    return get_object_or_404(rows.select_related("person__unit__parent", "relative__unit__parent"), pk=pk)


def may_run(request, recruitment):
    """True if the user runs recruitments there, and so sees who applies."""
    return request.user.scope_of(Permission.STAFF_EDIT).covers(recruitment.unit)


def act(request, back, done, call):
    """Do `call(by=, at=)`, tell what came of it, and lead back to the page of `back`."""
    try:
        outcome = call(by=request.user, at=timezone.now())
    except StaffRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done(outcome) if callable(done) else done)
    return redirect(back)


def submit(request, form, call):
    """Do `call(by=, at=)` for a valid form and return what came of it; None if the form has to be shown
    again."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return call(by=request.user, at=timezone.now())
    except StaffRefused as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return None


def ask_reason(request, back, *, title, button, label="理由", **options):
    """Ask for a reason, then do `options["call"](reason=, by=, at=)`, and lead back."""
    form = ReasonForm(
        request.POST or None,
        label=label,
        hint=options.get("hint", ""),
        required=options.get("required", True),
    )
    outcome = submit(request, form, lambda **who: options["call"](reason=form.cleaned_data["reason"], **who))
    if outcome is not None:
        messages.success(request, options["done"])
        return redirect(back)
    context = {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "facts": options.get("facts", ""),
    }
    return render(request, "staff/recruiting/reason_form.html", context, fragment="form")
