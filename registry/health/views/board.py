from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from core.htmx import render
from core.jobs import enqueue
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from orgs.selectors import ancestors, visible_roots
from registry.health.choices import Severity
from registry.health.selectors.board import board_lines, commonest_rules, severity_tiles
from registry.health.tasks import CHECK


@page(Permission.HEALTH_VIEW)
def home(request):
    """The board of the highest unit that the user sees."""
    return _board(request, visible_roots(request.scope).select_related("parent").first())


@page(Permission.HEALTH_VIEW)
def unit_board(request, pk):
    """Scores and counts of a unit and of those below it."""
    return _board(
        request, get_object_or_404(Unit.objects.within(request.scope).select_related("parent"), pk=pk)
    )


@page(Permission.HEALTH_MANAGE, methods=["POST"])
def check(request, pk):
    """Put a check of everybody below a county into the queue."""
    county = get_object_or_404(Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY), pk=pk)
    job = enqueue(CHECK, by=request.user, label=f"数据体检 {county.name}", unit=county.pk)
    messages.success(request, f"已开始体检 {county.name}，完成后在“我的任务”里可以看到结果。")
    return redirect(job)


def _board(request, unit):
    if unit is None:
        return render(request, "registry/health/board.html", {"unit": None}, fragment="board")
    children = list(Unit.objects.within(request.scope).current().filter(parent=unit).in_tree_order())
    lines = board_lines(unit, children)
    own = lines.pop(unit.pk)
    below = sorted(lines.values(), key=lambda line: (line.score is None, line.score, line.unit.path))
    found = reverse("health:finding_list")
    place = place_query(unit)
    context = {
        "unit": unit,
        "ancestors": [each for each in ancestors(unit) if request.scope.covers(each)],
        "own": own,
        "lines": below,
        "tiles": [
            (label, number, f"{found}?severity={severity}{place}", tone)
            for label, number, severity, tone in severity_tiles(own)
        ],
        "rules": [
            {"label": rule.name, "value": number, "url": f"{found}?rule={rule.code}{place}"}
            for rule, number in commonest_rules(request.scope.narrowed_to(unit))
        ],
        "found": f"{found}?{place.removeprefix('&')}",
        "serious": Severity.SERIOUS.value,
        "may_check": unit.is_county and request.user.scope_of(Permission.HEALTH_MANAGE).covers(unit),
    }
    return render(request, "registry/health/board.html", context, fragment="board")


def place_query(unit):
    """Return the part of a list's address that narrows it to the unit; empty for a county."""
    if unit.is_township:
        return f"&township={unit.code}"
    return f"&village={unit.code}" if unit.is_grassroots else ""
