"""What the views of this room ask again and again, and how a refusal is told."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assessments.rounds.models import Round, Sheet
from assessments.rounds.selectors.choosing import rounds_in
from assessments.rounds.services.refusal import RoundRefused
from assessments.schemes.models import Item
from core.navigation import view_year


def rounds_of(request):
    """Return (rounds of the year in view, the one asked for or the first; None without any)."""
    rounds = list(rounds_in(request.scope, view_year(request)))
    asked = request.GET.get("round", "")
    return rounds, next((one for one in rounds if str(one.pk) == asked), rounds[0] if rounds else None)


def round_of(request, pk):
    """Return a round that the user may look at, or 404."""
    rounds = Round.objects.within(request.scope).select_related("county", "scheme", "final_by")
    return get_object_or_404(rounds, pk=pk)


def own_round_of(request, pk):
    """Return a round of a county that lies within the scope, or 404: handed down ones are not theirs."""
    rounds = Round.objects.within(request.scope).set_by(request.scope).select_related("county", "scheme")
    return get_object_or_404(rounds, pk=pk)


def sheet_of(request, pk):
    """Return a sheet of a unit within the scope, or 404."""
    sheets = Sheet.objects.within(request.scope).select_related(
        "round__county", "round__scheme", "unit__parent", "self_by", "township_by", "county_by"
    )
    return get_object_or_404(sheets, pk=pk)


def item_of(request, sheet, lineage):
    """Return the item of the scheme in force that a sheet scores, or 404."""
    items = Item.objects.within(request.scope).filter(section__scheme=sheet.round.scheme_id, lineage=lineage)
    if (found := items.select_related("section").first()) is None:
        raise Http404
    return found


def told(request, action, done):
    """Do `action()`; tell what was done, or why not. Return True if it was."""
    try:
        action()
    except RoundRefused as problem:
        messages.error(request, str(problem))
        return False
    messages.success(request, done)
    return True


def submitted(request, form, act, *, refusal):
    """Run `act(by=, at=)` if the form was sent and is sound, and return what it returns; None otherwise.

    :param refusal: the exception of the room, written beside the field that it is about.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act(by=request.user, at=timezone.now())
    except refusal as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return None
