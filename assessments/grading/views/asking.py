"""What the views of this room ask again and again."""

from datetime import date

from django.shortcuts import get_object_or_404
from django.utils import timezone

from assessments.grading.selectors.ranking import ranking_of
from assessments.grading.services.refusal import GradingRefused
from assessments.rounds.models import Round, Sheet
from assessments.rounds.selectors.choosing import rounds_in
from core.navigation import view_year


def rounds_of(request):
    """Return (rounds of the year in view, the one asked for or the first; None without any)."""
    rounds = list(rounds_in(request.scope, view_year(request)))
    asked = request.GET.get("round", "")
    return rounds, next((one for one in rounds if str(one.pk) == asked), rounds[0] if rounds else None)


def round_of(request, pk):
    """Return a round that the scope of the page reaches, or 404."""
    rows = Round.objects.within(request.scope).select_related("county", "scheme")
    return get_object_or_404(rows, pk=pk)


def own_round_of(request, pk):
    """Return a round of a county that the scope of the page covers, or 404."""
    rows = Round.objects.within(request.scope).set_by(request.scope).select_related("county", "scheme")
    return get_object_or_404(rows, pk=pk)


def sheet_of(request, pk):
    """Return the sheet of a unit of the scope, or 404."""
    rows = Sheet.objects.within(request.scope).select_related(
        "unit__parent", "round__scheme", "round__county"
    )
    return get_object_or_404(rows, pk=pk)


def ranking_for(round_):
    """Return the ranking of a round as of today, or of the last day of its year."""
    return ranking_of(round_, min(timezone.localdate(), date(round_.year, 12, 31)))


def submit(request, form, act):
    """Run `act(by=, at=)` if the form was sent and is sound, and return what it returns; None otherwise.

    A refusal is written beside the field that it is about.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act(by=request.user, at=timezone.now())
    except GradingRefused as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return None
