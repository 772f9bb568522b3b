"""What the views of this room ask again and again."""

from django.shortcuts import get_object_or_404

from orgs.boards.models import Board, MemberDepartment, Seat
from orgs.models import Unit


def board_of(request, pk):
    """Return the board, or 404 outside the scope of the page."""
    return get_object_or_404(Board.objects.within(request.scope).select_related("unit__parent"), pk=pk)


def seat_of(request, pk):
    """Return a seat of an open term, or 404 outside the scope of the page."""
    rows = Seat.objects.within(request.scope).filter(term__ended_on=None)
    return get_object_or_404(rows.select_related("term__board__unit__parent", "department"), pk=pk)


def open_term(board):
    """Return the term of the board that is in office, or None."""
    return board.terms.filter(ended_on=None).select_related("board__unit").first()


def county_of_page(request, pk):
    """Return a county of the scope, or 404."""
    return get_object_or_404(Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY), pk=pk)


def chosen_county(request):
    """Return (the county that `?county=` names or the first, all counties of the scope)."""
    counties = list(
        Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    )
    asked = request.GET.get("county", "")
    return next((c for c in counties if str(c.pk) == asked), counties[0] if counties else None), counties


def department_of(request, pk):
    """Return a department that the scope of the page has set itself, or 404."""
    rows = MemberDepartment.objects.within(request.scope).set_by(request.scope)
    return get_object_or_404(rows.select_related("unit"), pk=pk)
