"""What the views of this room ask again and again."""

from functools import partial

from django.shortcuts import get_object_or_404

from assessments.pledges.models import Pledge
from assessments.pledges.services.refusal import PledgeRefused
from assessments.rounds.views.asking import round_of, rounds_of, sheet_of, submitted

__all__ = ["pledge_of", "round_of", "rounds_of", "sheet_of", "submit"]

submit = partial(submitted, refusal=PledgeRefused)


def pledge_of(request, pk):
    """Return a pledge of a unit of the scope, or 404."""
    return get_object_or_404(Pledge.objects.within(request.scope).for_page(), pk=pk)
