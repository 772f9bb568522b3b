from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from assessments.forms.checking import FindingForm, WholeUnitForm
from assessments.forms.matrix import sheet_query
from assessments.models import Check
from assessments.selectors.cells import next_unchecked
from assessments.services.checking import CheckRefused, record_findings
from assessments.views.asking import place_of, rights_at
from assessments.views.squares import square_of
from core.htmx import render
from core.pages import page
from core.permissions import Permission


@page(Permission.CHECK_VIEW)
def unit_checks(request, unit_pk, period):
    """All items of one unit in one quarter."""
    place = place_of(request, unit_pk, period)
    rows = place.rows()
    is_closed = any(found.is_closed for _, found, _ in rows)
    may = rights_at(request.user, place.unit)
    context = {
        "place": place,
        "sections": [
            (one, row, [(cell, square_of(cell, place.unit.name, place.period)) for cell in row.cells])
            for one, _, row in rows
        ],
        "is_closed": is_closed,
        "can_check": may["check"] and not is_closed,
        "print_query": sheet_query(rows[0][0], place.unit, place.period) if may["print"] else "",
        "previous": place.period.previous,
        "following": place.period.next if place.period.next.start <= place.today else None,
        "next_unit": _next_unit(request, place) if may["check"] and not is_closed else None,
    }
    return render(request, "assessments/unit_checks.html", context, fragment="results")


@page(Permission.CHECK_EDIT, methods=["GET", "POST"])
def unit_check_edit(request, unit_pk, period):
    """Write down one inspection of a unit, all items in one form."""
    place = place_of(request, unit_pk, period)
    rows = place.rows()
    is_closed = any(found.is_closed for _, found, _ in rows)
    whole = WholeUnitForm(request.POST or None, initial={"checked_on": place.day.isoformat()})
    sections = [(one, _finding_forms(request, row)) for one, _, row in rows]
    forms = [form for _, own in sections for form in own]
    if request.method == "POST" and all([whole.is_valid(), *[form.is_valid() for form in forms]]):
        try:
            changed = record_findings(
                place.unit,
                place.period,
                [form.finding(default=_default(whole, form)) for form in forms],
                by=request.user,
                on=whole.cleaned_data["checked_on"],
                today=place.today,
            )
        except CheckRefused as problem:
            whole.add_error(None, str(problem))
        else:
            messages.success(
                request, f"已登记 {place.unit.name}{place.period.label}的查验，{len(changed)} 项有变动。"
            )
            return redirect(reverse("assessments:unit_checks", args=[place.unit.pk, place.period]))
    context = {"place": place, "whole": whole, "sections": sections, "forms": forms, "is_closed": is_closed}
    return render(request, "assessments/unit_check_edit.html", context, fragment="form")


def _finding_forms(request, row):
    return [FindingForm(request.POST or None, cell=cell, result_required=False) for cell in row.cells]


def _default(whole, form):
    """Return the result of an item nobody chose one for: 有 if the inspector says so, else as it was."""
    if form.cell.fact is None and whole.cleaned_data["rest_is_yes"]:
        return Check.Result.YES
    return None


def _next_unit(request, place):
    scope = request.user.scope_of(Permission.CHECK_EDIT)
    return next_unchecked(place.unit, scope, place.period, on=place.day)
