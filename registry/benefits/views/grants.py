"""Grants: the list, one of them with its months, and the county's forms."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.sending import send_workbook
from core.htmx import render
from core.jobs import enqueue
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from orgs.models import Unit
from registry.benefits.columns import GRANT_COLUMNS
from registry.benefits.forms.filters import BY_PLACE, GRANT_SORTS, GrantFilter
from registry.benefits.forms.grants import ChangeForm, EndForm, StartForm, picked_in
from registry.benefits.models import BenefitKind, Grant
from registry.benefits.months import first_of
from registry.benefits.paper import NOTICES
from registry.benefits.selectors.figures import recheck_deadline
from registry.benefits.services import grants as granting
from registry.benefits.services.rechecking import recheck_grants
from registry.benefits.services.refusal import NotGranted
from registry.benefits.tasks import PRINT_NOTICE
from registry.benefits.views.people import grant_months
from registry.models import Person

MOST_EXPORTED = 50_000


@page(Permission.BENEFIT_VIEW)
def grant_list(request):
    filters, found = _found(request)
    context = {
        "filters": filters,
        "grants": page_of(found, request),
        "may_check": request.user.holds(Permission.BENEFIT_CHECK),
        "recheck_by": recheck_deadline(timezone.localdate()),
        "is_recheck": filters.cleaned_data.get("recheck") == "due",
    }
    return render(request, "registry/benefits/grant_list.html", context, fragment="results")


@page(Permission.BENEFIT_VIEW)
def grant_export(request):
    """Send the grants that the list shows under the same filters."""
    filters, found = _found(request)
    rows = list(found[:MOST_EXPORTED])
    return send_workbook(
        request, "补贴享受名册", lambda: workbook("残疾人补贴享受名册", GRANT_COLUMNS, rows),
        persons=len(rows), filters=filters, fields=GRANT_COLUMNS, rows=len(rows),
    )  # fmt: skip


@page(Permission.BENEFIT_CHECK, methods=["POST"])
def grant_recheck(request):
    """Note the yearly re-check of the grants that were ticked."""
    keys = picked_in(request.POST)
    number = recheck_grants(
        Grant.objects.within(request.scope).filter(pk__in=keys), by=request.user, at=timezone.now()
    )
    messages.success(request, f"已登记 {number} 项的年度复核。")
    back = request.POST.get("back", "")
    return redirect(back if back.startswith(reverse("benefits:grant_list")) else "benefits:grant_list")


@page(Permission.BENEFIT_VIEW, methods=["POST"])
def notice_print(request):
    """Print a list for public notice or for the villages; the job makes it."""
    units = Unit.objects.within(request.scope).current()
    unit = get_object_or_404(units, pk=_number(request.POST.get("unit")))
    what = request.POST.get("what")
    what = what if what in NOTICES else "granted"
    job = enqueue(PRINT_NOTICE, by=request.user, label=f"打印{NOTICES[what].title}", unit=unit.pk, what=what)
    return redirect(job)


@page(Permission.BENEFIT_VIEW)
def grant_detail(request, pk):
    grant = _grant(request, pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=grant, request=request)
    )
    context = {
        "grant": grant,
        "person": grant.person,
        "rows": grant_months(grant),
        "history": grant.entries.select_related("by").order_by("-at", "-pk"),
        "may_approve": request.user.scope_of(Permission.BENEFIT_APPROVE).covers_path(grant.unit_path),
    }
    return render(request, "registry/benefits/grant_detail.html", context, fragment="grant")


@page(Permission.BENEFIT_APPROVE, methods=["GET", "POST"])
def grant_start(request, person_pk):
    """Grant a person a benefit."""
    people = Person.objects.within(request.scope).active().select_related("unit__parent")
    person = get_object_or_404(people, pk=person_pk)
    form = StartForm(request.POST or None, person=person, scope=request.scope)
    kinds = (
        BenefitKind.objects.within(request.scope).offered().filter(unit__path__in=person.unit.ancestor_paths)
    )
    if request.method == "POST" and form.is_valid():
        standard, amount, persons = form.chosen()
        try:
            grant = granting.start_grant(
                person, standard.kind, tier=standard.tier, amount=amount, persons=persons,
                first_month=form.cleaned_data["first_month"], source=form.cleaned_data["source"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已核定{grant.kind}，自 {grant.first_month:%Y-%m} 起。")
            return redirect(grant)
    today = timezone.localdate()
    told = [(kind, granting.eligibility(person, kind, today)) for kind in kinds.in_order()]
    context = {"form": form, "person": person, "told": told}
    return render(request, "registry/benefits/grant_form.html", context, fragment="form")


@page(Permission.BENEFIT_APPROVE, methods=["GET", "POST"])
def grant_change(request, pk):
    """Another tier or amount from a month on."""
    grant = _grant(request, pk)
    form = ChangeForm(
        request.POST or None, grant=grant, scope=request.scope, initial=_this_month("from_month")
    )
    if request.method == "POST" and form.is_valid():
        standard, amount, persons = form.chosen()
        try:
            following = granting.change_grant(
                grant, tier=standard.tier, amount=amount, persons=persons,
                from_month=form.cleaned_data["from_month"], reason=form.cleaned_data["reason"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已变更，自 {form.cleaned_data['from_month']:%Y-%m} 起。")
            return redirect(following)
    context = {"form": form, "grant": grant, "verb": "变更"}
    return render(request, "registry/benefits/grant_step.html", context, fragment="form")


@page(Permission.BENEFIT_APPROVE, methods=["GET", "POST"])
def grant_end(request, pk):
    """End a grant with a month that is still paid."""
    grant = _grant(request, pk)
    form = EndForm(request.POST or None, initial=_this_month("last_month"))
    if request.method == "POST" and form.is_valid():
        try:
            granting.end_grant(grant, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已停发，最后发放 {form.cleaned_data['last_month']:%Y-%m}。")
            return redirect(grant)
    context = {"form": form, "grant": grant, "verb": "停发"}
    return render(request, "registry/benefits/grant_step.html", context, fragment="form")


def _found(request):
    filters = GrantFilter(request.GET, scope=request.scope)
    found = filters.apply(Grant.objects.within(request.scope))
    return filters, found.order_by(*ordering_of(request, GRANT_SORTS, BY_PLACE)).for_list()


def _grant(request, pk):
    return get_object_or_404(Grant.objects.within(request.scope).for_list(), pk=pk)


def _this_month(name):
    return {name: f"{first_of(timezone.localdate()):%Y-%m}"}


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
