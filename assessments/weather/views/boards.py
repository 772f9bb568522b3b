from django.http import Http404
from django.shortcuts import get_object_or_404
from django.shortcuts import render as render_page
from django.utils import timezone

from accounts.sending import send_workbook
from assessments.rounds.models import Sheet
from assessments.scorefacts.kinds import Asked
from assessments.scorefacts.registry import fact_of
from assessments.weather.columns import BOARD_COLUMNS
from assessments.weather.forecast import HOW
from assessments.weather.forms import WeatherFilter
from assessments.weather.selectors.courses import courses_of
from assessments.weather.selectors.outlooks import costliest, course_of, outlooks_of, rounds_within
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sheets.writing import workbook

COSTS_SHOWN = 12


@page(Permission.ASSESSMENT_VIEW)
def board(request):
    """Every unit's score today: so far, expected, at best, and what costs it most."""
    filters, found = _found(request)
    scope = request.scope.narrowed_to(filters.township) if filters.township else request.scope
    context = {
        "filters": filters,
        "how": HOW,
        "courses": courses_of(filters.chosen, scope) if filters.chosen else None,
        "outlooks": page_of(found, request),
        "middle": _mean([one.expected for one in found]),
        "mean": _mean([one.so_far for one in found]),
        "unknown": sum(len(one.score.unknown) for one in found),
        "year": view_year(request),
        "day": timezone.localdate(),
    }
    return render(request, "assessments/weather/board.html", context, fragment="results")


@page(Permission.ASSESSMENT_VIEW)
def board_export(request):
    """Send the board under the same filters as a workbook."""
    filters, found = _found(request)
    if filters.chosen is None:
        raise Http404
    content = workbook("得分预报", BOARD_COLUMNS, found)
    return send_workbook(request, f"{filters.chosen}得分预报", content, persons=0, rows=len(found))


@page(Permission.ASSESSMENT_VIEW)
def costs(request):
    """Where all units together lose most: the items in the order of the points that they cost."""
    filters, found = _found(request)
    context = {"filters": filters, "costs": costliest(found), "units": len(found), "year": view_year(request)}
    return render(request, "assessments/weather/costs.html", context, fragment="results")


@page(Permission.ASSESSMENT_VIEW)
def unit_weather(request, sheet_pk):
    """One unit: what each gap costs, until when, and where it is mended."""
    today = timezone.localdate()
    sheets = Sheet.objects.within(request.scope).select_related(
        "round__scheme", "round__county", "unit__parent"
    )
    sheet = get_object_or_404(sheets, pk=sheet_pk)
    found = outlooks_of(sheet.round, request.scope.narrowed_to(sheet.unit), on=today)
    outlook = next((one for one in found if one.sheet.pk == sheet.pk), None)
    context = {
        "sheet": sheet,
        "outlook": outlook,
        "how": HOW,
        "day": today,
        "losses": _losses(outlook, request.user, Asked.of(sheet.round.year, today)),
        "course": course_of(sheet),
        "sections": outlook.score.by_section() if outlook else [],
    }
    return render_page(request, "assessments/weather/unit_weather.html", context)


def _found(request):
    """Return the filters of the board and the outlooks that they leave, in order."""
    rounds = rounds_within(request.scope, view_year(request))
    filters = WeatherFilter(request.GET, rounds=rounds, scope=request.scope)
    if filters.chosen is None:
        return filters, []
    scope = request.scope.narrowed_to(filters.township) if filters.township else request.scope
    found = outlooks_of(filters.chosen, scope, on=timezone.localdate())
    return filters, filters.sort(found)


def _losses(outlook, user, asked):
    """Return [(loss, [(words, address)])]: each loss with the lists in which this user can mend it."""
    losses = outlook.losses if outlook else ()
    return [(loss, _ways(loss, outlook.unit, user=user, asked=asked)) for loss in losses]


def _ways(loss, unit, *, user, asked):
    """Return [(name of the fact, address)] of the lists behind an item; equal addresses once."""
    codes = dict.fromkeys((loss.scored.item.bindings or {}).values())
    kinds = [kind for code in codes if (kind := fact_of(code)) and kind.fits(unit)]
    seen = {kind.rows_link(unit, asked): kind.name for kind in kinds if user.holds(kind.rows_permission)}
    return [(name, address) for address, name in seen.items()]


def _mean(values):
    return sum(values) / len(values) if values else None
