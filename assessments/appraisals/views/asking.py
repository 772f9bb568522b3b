"""What the views of this room ask again and again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assessments.appraisals.models import Appraisal, AppraisalYear
from assessments.appraisals.selectors.years import counties_of, years_for
from assessments.appraisals.services.refusal import AppraisalRefused
from core.htmx import render
from orgs.models import Unit


def appraisal_of(request, pk):
    """Return the appraisal, or 404 outside the scope of the page."""
    return get_object_or_404(Appraisal.objects.within(request.scope).for_list(), pk=pk)


def year_of(request, pk):
    """Return a year of a county that the scope of the page covers, or 404."""
    rows = AppraisalYear.objects.within(request.scope).set_by(request.scope)
    return get_object_or_404(rows.select_related("county"), pk=pk)


def chosen_year(request):
    """Return (the year that `?county=` and `?year=` name or the newest, all years to choose from)."""
    years = years_for(request.scope)
    county, number = request.GET.get("county", ""), request.GET.get("year", "")
    of_county = [one for one in years if str(one.county_id) == county] or years
    found = next((one for one in of_county if str(one.year) == number), None)
    return found or (of_county[0] if of_county else None), years


def county_of_page(request, pk=None):
    """Return the county with the key, or the first of the scope without one; 404 outside the scope."""
    if pk is not None:
        return get_object_or_404(Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY), pk=pk)
    counties = counties_of(request.scope)
    asked = request.GET.get("county", "")
    if not counties:
        raise Http404
    return next((one for one in counties if str(one.pk) == asked), counties[0])


def submit(request, form, call):
    """Do `call(by=, at=)` for a valid form and return what came of it; None to show the form again."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return call(by=request.user, at=timezone.now())
    except AppraisalRefused as problem:
        visible = problem.field in form.fields and problem.field != "revision"
        form.add_error(problem.field if visible else None, str(problem))
        return None


def act(request, back, done, call):
    """Do `call(by=, at=)`, tell what came of it, and lead back."""
    try:
        outcome = call(by=request.user, at=timezone.now())
    except AppraisalRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done(outcome) if callable(done) else done)
    return redirect(back)


def show_form(request, form, **context):
    """Show a form on the plain page of this room: title, button, back_url, back_name, and facts or a note."""
    context = {"note": "", "facts": "", "is_upload": False, "danger": False, **context, "form": form}
    return render(request, "assessments/appraisals/form.html", context, fragment="form")
