"""A person's benefits: every kind, month by month, reckoned now; and what is noted of their circumstances."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts import audit
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.benefits.forms.grants import CardChangeForm, CircumstanceForm
from registry.benefits.months import first_day
from registry.benefits.selectors.grants import findings_of, grants_of
from registry.benefits.selectors.sentinel import months_of
from registry.benefits.selectors.standards import county_of
from registry.benefits.services import circumstances
from registry.benefits.services.refusal import NotGranted
from registry.benefits.words import worded
from registry.models import CertificateChange, Circumstance, Person


@page(Permission.BENEFIT_VIEW)
def person_benefits(request, person_pk):
    """All benefits of a person with their last twelve months."""
    person = _person(request, person_pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=person, request=request)
    )
    return _show(request, person, CircumstanceForm())


@page(Permission.BENEFIT_CHECK, methods=["POST"])
def circumstance_create(request, person_pk):
    """Note that something holds for a person."""
    person = _person(request, person_pk)
    form = CircumstanceForm(request.POST)
    if form.is_valid():
        try:
            circumstances.note_circumstance(person, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, "已登记。各月应发金额已按此重新计算。")
            return redirect("benefits:person_benefits", person.pk)
    return _show(request, person, form)


@page(Permission.BENEFIT_CHECK, methods=["GET", "POST"])
def circumstance_edit(request, pk):
    """Put the dates of a circumstance right."""
    rows = Circumstance.objects.within(request.scope).select_related("person__unit__parent")
    row = get_object_or_404(rows, pk=pk)
    form = CircumstanceForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            circumstances.date_circumstance(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已改正“{row}”的时间。")
            return redirect("benefits:person_benefits", row.person_id)
    context = {"form": form, "row": row, "person": row.person}
    return render(request, "registry/benefits/circumstance_form.html", context, fragment="form")


@page(Permission.BENEFIT_CHECK, methods=["GET", "POST"])
def card_change_edit(request, pk):
    """Put the day right from which a certificate says something else."""
    rows = CertificateChange.objects.within(request.scope)
    row = get_object_or_404(rows.select_related("certificate__person__unit__parent"), pk=pk)
    person = row.certificate.person
    form = CardChangeForm(request.POST or None, initial={"since": row.since})
    if request.method == "POST" and form.is_valid():
        try:
            circumstances.date_card_change(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except NotGranted as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, "已改正。各月应发金额已按此重新计算。")
            return redirect("benefits:person_benefits", person.pk)
    context = {"form": form, "row": row, "person": person}
    return render(request, "registry/benefits/card_change_form.html", context, fragment="form")


def month_rows(lines):
    """Return the lines of the sentinel as mappings that the table of months shows, the newest first."""
    return [
        {
            "month": first_day(line.month), "due": line.due.amount, "granted": line.granted,
            "paid": line.paid, "over": line.over, "missed": line.missed, "tier": line.due.tier,
            "why": worded(line.due.why),
        }
        for line in reversed(lines)
    ]  # fmt: skip


def grant_months(grant):
    """Return the rows of months of the kind of a grant for its person."""
    county, today = county_of(grant.person.unit), timezone.localdate()
    found = months_of(grant.person, county, today)
    return next((month_rows(lines) for kind, lines in found if kind.pk == grant.kind_id), [])


def _show(request, person, form):
    county = county_of(person.unit)
    found = months_of(person, county, timezone.localdate()) if county else []
    context = {
        "person": person,
        "grants": grants_of(person),
        "findings": findings_of(person),
        "kinds": [{"kind": kind, "rows": month_rows(lines)} for kind, lines in found],
        "circumstances": Circumstance.objects.within(request.scope)
        .filter(person=person)
        .order_by("what", "-pk"),
        "card_changes": CertificateChange.objects.within(request.scope)
        .filter(certificate__person=person)
        .select_related("certificate")
        .order_by("-since", "-pk"),
        "form": form,
        "may_note": request.user.scope_of(Permission.BENEFIT_CHECK).covers(person.unit),
        "may_approve": request.user.scope_of(Permission.BENEFIT_APPROVE).covers(person.unit),
    }
    return render(request, "registry/benefits/person_benefits.html", context, fragment="person")


def _person(request, pk):
    return get_object_or_404(Person.objects.within(request.scope).select_related("unit__parent"), pk=pk)
