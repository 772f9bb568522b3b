"""What the views of this room ask again and again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assessments.models import Item, Scheme, Section
from assessments.schemes.selectors.schemes import schemes_seen
from assessments.schemes.services.refusal import SchemeRefused
from core.permissions import Permission
from orgs.models import Unit


def managing(request):
    """Return where the user makes schemes."""
    return request.user.scope_of(Permission.ASSESSMENT_MANAGE)


def seen(request):
    """Return the schemes that the user may read."""
    return schemes_seen(request.scope, managing(request))


def scheme_to_read(request, pk):
    """Return a scheme that the user may read, or 404."""
    return get_object_or_404(seen(request), pk=pk)


def scheme_to_change(request, pk):
    """Return a scheme of the user's own county, or 404."""
    own = Scheme.objects.within(request.scope).set_by(request.scope)
    return get_object_or_404(own.select_related("county", "changed_by", "copied_from__county"), pk=pk)


def section_to_change(request, pk):
    """Return a section of a scheme of the user's own county, or 404."""
    own = Section.objects.within(request.scope).set_by(request.scope)
    return get_object_or_404(own.select_related("scheme__county"), pk=pk)


def item_to_change(request, pk):
    """Return an item of a scheme of the user's own county, or 404."""
    own = Item.objects.within(request.scope).set_by(request.scope)
    return get_object_or_404(own.select_related("section__scheme__county"), pk=pk)


def counties(request):
    """Return the counties of the scope."""
    units = Unit.objects.within(request.scope).current(timezone.localdate())
    return units.filter(level=Unit.Level.COUNTY).in_tree_order()


def county_or_404(request, pk):
    """Return a county of the scope."""
    return get_object_or_404(counties(request), pk=pk)


def may_manage(request, scheme):
    """True if the user makes schemes in that county."""
    return managing(request).covers(scheme.county)


def act(request, back, done, call):
    """Do `call(by=, at=)`, tell what came of it, and lead back."""
    try:
        call(by=request.user, at=timezone.now())
    except SchemeRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done)
    return redirect(back)


def submit(request, form, call):
    """Do `call(by=, at=)` for a valid form and return what came of it; None if it must be shown again."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return call(by=request.user, at=timezone.now())
    except SchemeRefused as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        return None


def refuse_frozen(request, scheme):
    """Return the redirect that tells why a frozen scheme has no form; None for a draft."""
    if scheme.is_draft:
        return None
    messages.error(request, "这份方案已经发布，不能直接修改。需要调整的，请点“修订”另起一版。")
    return redirect(scheme)


def direction_of(request):
    """Return the direction that a button says, or 404."""
    where = request.POST.get("where", "")
    if where not in {"up", "down"}:
        raise Http404
    return where
