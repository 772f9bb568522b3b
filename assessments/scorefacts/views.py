"""The catalogue of facts, and what each says of every unit: the auditor's way from a score to the lists."""

from django.http import Http404
from django.shortcuts import render as render_template
from django.utils import timezone

from assessments.scorefacts.forms import FigureFilter
from assessments.scorefacts.kinds import Asked
from assessments.scorefacts.registry import FACTS, fact_of, measure
from assessments.scorefacts.showing import shown
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from orgs.models import Unit


@page(Permission.ASSESSMENT_VIEW)
def fact_list(request):
    """All facts by group, with what each means."""
    groups = {}
    for kind in FACTS.values():
        groups.setdefault(kind.group, []).append(kind)
    return render_template(request, "assessments/scorefacts/fact_list.html", {"groups": list(groups.items())})


@page(Permission.ASSESSMENT_VIEW)
def fact_detail(request, code):
    """What one fact says of the units in view, with the words behind it and the way to the list."""
    if (kind := fact_of(code)) is None:
        raise Http404
    filters = FigureFilter(request.GET, scope=request.scope)
    units = Unit.objects.within(request.scope).current().select_related("parent").in_tree_order()
    asked = Asked.of(view_year(request), timezone.localdate())
    rows = page_of(list(filters.units(units, kind)), request)
    figures = measure([code], rows.object_list, asked)[code]
    context = {
        "kind": kind,
        "filters": filters,
        "asked": asked,
        "units": rows,
        "rows": shown(kind, figures, rows.object_list, asked=asked, user=request.user),
    }
    return render(request, "assessments/scorefacts/fact_detail.html", context, fragment="results")
