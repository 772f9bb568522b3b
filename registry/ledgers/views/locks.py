"""Locked periods and exceptions from them."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from registry.ledgers.forms.papers import ExceptionForm, LockForm
from registry.ledgers.models import LedgerException, LedgerLock
from registry.ledgers.selectors.locks import lockable_units
from registry.ledgers.services import locks
from registry.ledgers.services.refusal import LedgerRefused


@page(Permission.LEDGER_VIEW)
def lock_list(request):
    """What is locked in the scope, and who was let in again until when."""
    related = ("unit__parent", "ledger_type", "granted_by")
    found = LedgerLock.objects.within(request.scope).select_related("unit__parent", "locked_by")
    exceptions = LedgerException.objects.within(request.scope).select_related(*related)
    editing = request.user.scope_of(Permission.LEDGER_EDIT)
    context = {
        "locks": page_of(found.order_by("-start", "-pk"), request),
        "exceptions": exceptions.order_by("-pk")[:50],
        "today": timezone.localdate(),
        "manage": request.user.holds(Permission.LEDGER_MANAGE),
        "may_lock": lockable_units(editing).exists(),
    }
    return render(request, "registry/ledgers/lock_list.html", context, fragment="results")


@page(Permission.LEDGER_EDIT, methods=["GET", "POST"])
def lock_create(request):
    form = LockForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            lock = locks.lock_period(facts["unit"], facts["period"], by=request.user, at=timezone.now())
        except LedgerRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已锁定 {lock.unit.name}{lock.period.label}的台账。")
            return redirect("ledgers:lock_list")
    return render(request, "registry/ledgers/lock_form.html", {"form": form}, fragment="form")


@page(Permission.LEDGER_EDIT, methods=["GET", "POST"])
def exception_create(request):
    """Let one village change its books of a locked period, for a reason and until a day."""
    form = ExceptionForm(request.POST or None, scope=request.scope)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            made = locks.grant_exception(
                facts.pop("unit"), facts.pop("period"), by=request.user, at=timezone.now(), **facts
            )
        except LedgerRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(
                request, f"已放行 {made.unit.name}{made.period.label}的台账，至 {made.until:%Y-%m-%d}。"
            )
            return redirect("ledgers:lock_list")
    return render(request, "registry/ledgers/exception_form.html", {"form": form}, fragment="form")
