"""What the views of this room ask again and again."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from orgs.models import Unit
from registry.models import Application, ApplicationFile, Notice


def application_of(request, pk):
    """Return the application, or 404 outside the scope of the page."""
    return get_object_or_404(Application.objects.within(request.scope).for_list(), pk=pk)


def notice_of(request, pk):
    """Return the notice, or 404 outside the scope of the page."""
    return get_object_or_404(Notice.objects.within(request.scope).with_units(), pk=pk)


def file_of(request, pk):
    """Return a standing file of an application in the scope of the page, or 404."""
    rows = ApplicationFile.objects.within(request.scope).filter(withdrawn_at=None)
    related = ("application__county", "application__unit__parent", "application__handler_unit")
    kept = get_object_or_404(rows.select_related(*related), pk=pk)
    if not kept.file.storage.exists(kept.file.name):
        raise Http404
    return kept


def county_of_page(request, pk):
    """Return a county of the scope, or 404."""
    return get_object_or_404(Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY), pk=pk)


def number_in(text):
    """Return the number that an address gives, or None for nonsense."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
