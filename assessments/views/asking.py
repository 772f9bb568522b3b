"""What an address asks for: county, list, quarter, cell. Outside the scope it is not found."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assessments.forms.matrix import MatrixFilter, chosen_county, quarters_until
from assessments.models import ChecklistItem
from assessments.periods import Quarter
from assessments.selectors.compliance import live_matrix
from assessments.selectors.matrix import matrix
from assessments.selectors.places import (
    checklists_within,
    counties_for,
    county_of,
    lists_of,
)
from assessments.services.checking import NotMeasured, refuse_unmeasured
from core.navigation import view_year
from core.permissions import Permission
from orgs.models import Unit


@dataclass(frozen=True)
class Place:
    """A unit in a quarter, as an address names it."""

    unit: Unit
    county: Unit
    period: Quarter
    today: object

    @property
    def day(self):
        return self.period.as_of(self.today)

    def rows(self):
        """Return [(list, matrix, row)] for every list that measures the unit."""
        found = [
            (one, matrix(one, [self.unit], self.period, on=self.today))
            for one in lists_of(self.unit, self.day)
        ]
        return [(one, own, own.rows[0]) for one, own in found]


def filters_of(request, today):
    """Return the `MatrixFilter` of the request, or None where no county has a list for this user."""
    periods = quarters_until(view_year(request), today)
    day = periods[-1].as_of(today)
    counties = counties_for(request.scope, day)
    county = chosen_county(request.GET, counties)
    lists = checklists_within(county, request.scope, day) if county else []
    if not lists:
        return None
    townships = Unit.objects.within(request.scope).current(day).below(county).townships().in_tree_order()
    return MatrixFilter(
        request.GET, counties=counties, checklists=lists, townships=list(townships), periods=periods
    )


def matrix_of(request, filters, today):
    """Return the matrix for the list, the quarter and the township chosen, before rows are left out."""
    scope = request.scope.narrowed_to(filters.township) if filters.township else request.scope
    return live_matrix(filters.checklist, scope, filters.period, today)


def refuse_future(period, today):
    """Raise `Http404` if the quarter has not begun."""
    if period.start > today:
        raise Http404


def place_of(request, unit_pk, period):
    """Return the `Place` of an address, or raise `Http404`."""
    today = timezone.localdate()
    refuse_future(period, today)
    unit = get_object_or_404(Unit.objects.within(request.scope).select_related("parent"), pk=unit_pk)
    county = county_of(unit)
    if county is None or not lists_of(unit, period.as_of(today)):
        raise Http404
    return Place(unit, county, period, today)


def cell_of(request, place, item_pk):
    """Return the cell of an item and whether its quarter is closed, or raise `Http404`."""
    items = ChecklistItem.objects.within(request.scope).select_related("checklist__county")
    item = get_object_or_404(items, pk=item_pk)
    try:
        refuse_unmeasured(place.unit, item, place.period)
    except NotMeasured as refusal:
        raise Http404 from refusal
    found = matrix(item.checklist, [place.unit], place.period, on=place.today)
    cells = {cell.item.pk: cell for cell in found.rows[0].cells}
    return cells[item.pk], found.is_closed


def rights_at(user, unit):
    """Return what the user may do at the unit, as a mapping that templates read."""
    return {
        "check": user.scope_of(Permission.CHECK_EDIT).covers(unit),
        "configure": user.scope_of(Permission.CHECKLIST_EDIT).covers(unit),
        "print": user.scope_of(Permission.REPORT_MAKE).covers(unit),
    }
