"""What an address of the library asks for; outside the scope it is not found."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme

from assessments.models import Evidence
from core.permissions import Permission
from orgs.models import Unit


def evidence_of(request, pk):
    """Return a standing file of the library, or raise `Http404`."""
    rows = Evidence.objects.within(request.scope).standing().select_related("unit__parent", "uploaded_by")
    return get_object_or_404(rows, pk=pk)


def stored(kept, name="file"):
    """Return the kept file if its content is there, or raise `Http404`."""
    content = getattr(kept, name)
    if not content or not content.storage.exists(content.name):
        raise Http404
    return kept


def unit_of(request, pk):
    """Return a unit of the scope of the page, or raise `Http404`."""
    return get_object_or_404(Unit.objects.within(request.scope).select_related("parent"), pk=pk)


def may_add(user, unit):
    """True if the user may put files into the library of the unit, and hang them."""
    return user.scope_of(Permission.ASSESSMENT_SCORE).covers(unit)


def lead_back(request, otherwise):
    """Redirect to the page of ours that the form named as `back`, or else to `otherwise`."""
    wanted = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe and wanted.startswith("/") else otherwise)
