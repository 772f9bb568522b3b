"""What the views of this room ask again and again."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from registry.models import Petition
from registry.petitions.models.doors import Reader


def petition_of(request, pk):
    """Return the petition with `is_readable` for this user, or 404 outside the scope of the page."""
    petition = get_object_or_404(Petition.objects.within(request.scope).for_list(), pk=pk)
    petition.is_readable = Reader(request.user).may_read(petition)
    return petition


def readable_petition_of(request, pk):
    """Return the petition if the user may read its matter; 404 otherwise, as if it were not there."""
    petition = petition_of(request, pk)
    if not petition.is_readable:
        raise Http404
    return petition
