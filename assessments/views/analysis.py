"""What is missing and for how long, the stars that were earned, and one unit quarter by quarter."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.sending import send_workbook
from assessments.models.checklists import star_name
from assessments.selectors.history import history_of_unit
from assessments.selectors.lasting import longest_open, spells_of, times_by_item, times_of_all
from assessments.selectors.missing import gaps_by_place, units_by_star
from assessments.selectors.places import lists_of
from assessments.tables import missing_workbook, stars_workbook
from assessments.views.asking import filters_of, matrix_of, place_of, rights_at
from core.htmx import render
from core.pages import page
from core.permissions import Permission

MOST_LONGEST = 30


@page(Permission.CHECK_VIEW)
def missing(request):
    """What is missing by township and item, and unit by unit with how long it has been missing."""
    today = timezone.localdate()
    filters = filters_of(request, today)
    if filters is None:
        return redirect("assessments:matrix")
    found = matrix_of(request, filters, today)
    here = reverse("assessments:matrix")
    context = _context(request, filters, found) | {
        "places": [
            (gaps, f"{here}?{filters.query(unit=gaps.place.pk)}", _counts(gaps, found, filters))
            for gaps in gaps_by_place(found)
        ],
        "names_township": filters.checklist.is_for_grassroots,
        "totals": [
            (number, f"{here}?{filters.query(item=item.pk)}") for item, number in found.lacking_by_item
        ],
        "lacking": _lasting(found, today),
    }
    return render(request, "assessments/missing.html", context, fragment="results")


@page(Permission.CHECK_VIEW)
def missing_export(request):
    """Send what is missing as a workbook: by place and item, and unit by unit."""
    filters, found, today = _asked(request)
    content = missing_workbook(found, gaps_by_place(found), _lasting(found, today))
    name = f"{filters.county.name}{filters.checklist.name}缺项{found.period.label}"
    return send_workbook(request, name, content, persons=0, rows=found.lacking)


@page(Permission.CHECK_VIEW)
def lasting(request):
    """How long items have been missing, and how long it took to mend what was."""
    today = timezone.localdate()
    filters = filters_of(request, today)
    if filters is None:
        return redirect("assessments:matrix")
    found = matrix_of(request, filters, today)
    spells, day = spells_of(found, on=today), found.period.as_of(today)
    context = _context(request, filters, found) | {
        "all": times_of_all(spells, on=day),
        "items": times_by_item(found, spells, on=day),
        "longest": [(one, one.days(day)) for one in longest_open(spells, on=day)[:MOST_LONGEST]],
    }
    return render(request, "assessments/lasting.html", context, fragment="results")


@page(Permission.CHECK_VIEW)
def star_list(request):
    """Who has earned how many stars: the list for the plaques."""
    today = timezone.localdate()
    filters = filters_of(request, today)
    if filters is None:
        return redirect("assessments:matrix")
    found = matrix_of(request, filters, today)
    context = _context(request, filters, found) | {
        "groups": [(star_name(stars), rows) for stars, rows in units_by_star(found)],
        "bands": found.bands,
        "full_points": sum(item.points for item in found.items),
    }
    return render(request, "assessments/star_list.html", context, fragment="results")


@page(Permission.CHECK_VIEW)
def star_export(request):
    """Send the list for the plaques as a workbook."""
    filters, found, _ = _asked(request)
    if not found.gives_stars:
        raise Http404
    name = f"{filters.county.name}{filters.checklist.name}星级名单{found.period.label}"
    content = stars_workbook(found, units_by_star(found))
    return send_workbook(request, name, content, persons=0, rows=found.total)


@page(Permission.CHECK_VIEW)
def unit_history(request, unit_pk, period):
    """What a unit had and lacked, quarter by quarter."""
    place = place_of(request, unit_pk, period)
    histories = [
        history_of_unit(one, place.unit, place.period, on=place.today)
        for one in lists_of(place.unit, place.day)
    ]
    context = {"place": place, "histories": histories}
    return render(request, "assessments/unit_history.html", context, fragment="results")


def _asked(request):
    today = timezone.localdate()
    filters = filters_of(request, today)
    if filters is None:
        raise Http404
    return filters, matrix_of(request, filters, today), today


def _context(request, filters, found):
    return {
        "filters": filters,
        "county": filters.county,  # a template would take `filters.county` for the field of that name
        "found": found,
        "may": rights_at(request.user, filters.county),
    }


def _counts(gaps, found, filters):
    """Return (number, address of the units) for each item."""
    here = reverse("assessments:matrix")
    return [
        (number, f"{here}?{filters.query(unit=gaps.place.pk, item=item.pk)}")
        for item, number in zip(found.items, gaps.counts, strict=True)
    ]


def _lasting(found, today):
    """Return [(spell, days)] of what is missing now, in the order of the units."""
    day = found.period.as_of(today)
    spells = (one for one in spells_of(found, on=today) if one.mended_on is None)
    lacking = {(row.unit.pk, item.pk) for row in found.rows for item in row.missing}
    return [(one, one.days(day)) for one in spells if (one.unit.pk, one.item.pk) in lacking]
