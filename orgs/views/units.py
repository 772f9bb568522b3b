from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_template
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.registers import PANELS
from orgs import selectors, services
from orgs.changes import history
from orgs.forms import UnitFilter, UnitProfileForm
from orgs.models import Unit


@page(Permission.UNIT_VIEW)
def unit_list(request):
    """The directory: a tree to browse, or the hits of a search."""
    filters = UnitFilter(request.GET)
    context = {"filters": filters, "tally": selectors.unit_tally(request.scope)}
    if filters.is_used:
        found = filters.apply(Unit.objects.within(request.scope)).select_related("parent__parent")
        context["units"] = page_of(found.in_tree_order(), request)
    else:
        roots = list(selectors.visible_roots(request.scope))
        context["roots"] = roots
        # One root is opened at once: nobody wants to click on their own county first.
        context["opened"] = selectors.children_of(roots[0]) if len(roots) == 1 else []
    return render(request, "orgs/unit_list.html", context, fragment="results")


@page(Permission.UNIT_VIEW)
def unit_children(request, pk):
    """The branch below one unit, fetched when it is opened."""
    unit = get_object_or_404(Unit.objects.within(request.scope).current(), pk=pk)
    context = {"unit": unit, "children": selectors.children_of(unit)}
    if not request.htmx:
        return redirect(unit)
    return render_template(request, "orgs/_unit_branch.html", context)


@page(Permission.UNIT_VIEW)
def unit_detail(request, pk):
    unit = get_object_or_404(Unit.objects.within(request.scope).select_related("parent"), pk=pk)
    can_edit = request.user.scope_of(Permission.UNIT_EDIT).covers(unit)
    is_whole = unit.is_grassroots or "whole" in request.GET  # above, much is counted: see `unit_panels`
    context = {
        "unit": unit,
        "ancestors": [a for a in selectors.ancestors(unit) if request.scope.covers(a)],
        "children": selectors.children_of(unit),
        "closed": selectors.closed_below(unit),
        "past": history.past_of(unit),
        "successors": history.successors_of(unit),
        "predecessors": history.predecessors_of(unit),
        "panels": list(panels_of(unit, request, later=None if is_whole else False)),
        "is_whole": is_whole,
        "can_edit": can_edit,
    }
    return render(request, "orgs/unit_detail.html", context, fragment="card")


@page(Permission.UNIT_VIEW)
def unit_panels(request, pk):
    """The cards that the page of a county or township fetches as soon as it is there."""
    unit = get_object_or_404(Unit.objects.within(request.scope), pk=pk)
    if not request.htmx:
        return redirect(f"{unit.get_absolute_url()}?whole=1")
    context = {"unit": unit, "panels": list(panels_of(unit, request, later=True))}
    return render_template(request, "orgs/_unit_panels.html", context)


@page(Permission.UNIT_EDIT, methods=["GET", "POST"])
def unit_edit(request, pk):
    unit = get_object_or_404(Unit.objects.within(request.scope), pk=pk)
    form = UnitProfileForm(request.POST or None, instance=unit)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_profile(unit, by=request.user, at=timezone.now(), **form.cleaned_data)
        except services.UnitRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已保存 {unit.name} 的资料。")
            return redirect(unit)
    context = {"unit": unit, "form": form, "ancestors": selectors.ancestors(unit)}
    return render(request, "orgs/unit_form.html", context, fragment="form")


def panels_of(unit, request, *, later=None):
    """Yield the cards that upper floors show for the unit, each within the scope of its own permission.

    :param later: only those that may come after the page, or only those that may not; all if None.
    """
    for panel in PANELS:
        if later is not None and panel.comes_later != later:
            continue
        scope = request.user.scope_of(panel.permission).narrowed_to(unit)
        if not scope:
            continue
        context = panel.context(unit, request.user, scope)
        if context is not None:
            yield {"panel": panel, "context": context}
