"""The month of a unit on one page, and the board of all units."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sending import send_workbook
from orgs.models import Unit
from orgs.selectors import ancestors
from registry.ledgers.forms.papers import MonthFilter
from registry.ledgers.models import LedgerBook
from registry.ledgers.selectors.board import board, made_for, month_of, overdue_of, types_for
from registry.ledgers.selectors.places import counties_for, county_of
from registry.ledgers.services import books
from registry.ledgers.services.refusal import LedgerRefused
from registry.ledgers.sheets import board_workbook
from registry.ledgers.views.asking import (
    month_asked,
    month_named,
    months_on_offer,
    place_of,
    rights_at,
    unit_of,
)


@page(Permission.LEDGER_VIEW)
def index(request):
    """Lead a village to its own month, everybody else to the board."""
    units = list(Unit.objects.within(request.scope).current().in_tree_order()[:2])
    if len(units) == 1 and units[0].is_grassroots:
        return redirect("ledgers:unit_month", units[0].pk)
    return redirect("ledgers:board")


@page(Permission.LEDGER_VIEW)
def board_page(request):
    """Who has handed in what: townships by types, then villages by types."""
    made = _board(request)
    if made is None:
        return render(request, "registry/ledgers/board_empty.html", {}, fragment="results")
    return render(request, "registry/ledgers/board.html", made, fragment="results")


@page(Permission.LEDGER_VIEW)
def board_export(request):
    """Send the board as a workbook."""
    made = _board(request)
    if made is None:
        raise Http404
    name = f"{made['place'].name}台账报送情况{made['month']:%Y-%m}"
    content = board_workbook(name, made["board"])
    return send_workbook(request, name, content, persons=0, about=made["place"], unit=made["place"])


@page(Permission.LEDGER_VIEW)
def unit_month(request, pk):
    """The ledgers of one unit in a month: what is due until when, with one click for 无变化."""
    unit = unit_of(request, pk)
    county = county_of(unit)
    if county is None:
        raise Http404
    today = timezone.localdate()
    types = types_for(county)
    month = month_asked(request, types)
    found = month_of(unit, county, day=month, on=today)
    due = [standing for standing in found if standing.is_due]
    may = rights_at(request.user, unit)
    context = {
        "unit": unit,
        "ancestors": [above for above in ancestors(unit) if request.scope.covers(above)],
        "month": month,
        "months": months_on_offer(month),
        "due": due,
        "others": [standing for standing in found if not standing.is_due]
        + made_for(unit, county, day=month, on=today),
        "overdue": [one for one in overdue_of(unit, county, on=today) if one not in found],
        "may": may,
        "ticks": may["edit"] and any(one.may_be_unchanged for one in due),
        "reviews": may["review"] and any(one.waits_for_review for one in due),
        "year": month.year,
    }
    return render(request, "registry/ledgers/unit_month.html", context, fragment="ledgers")


@page(Permission.LEDGER_EDIT, methods=["POST"])
def books_unchanged(request, pk):
    """Report the chosen ledgers, or the only one clicked, as 无变化."""
    unit = unit_of(request, pk)
    only = request.POST.get("only")
    places = [_chosen(request, unit, text) for text in ([only] if only else request.POST.getlist("book"))]
    if not places:
        messages.error(request, "请先勾选无变化的台账。")
    else:
        try:
            made = books.report_unchanged(places, by=request.user, at=timezone.now())
        except LedgerRefused as problem:
            messages.error(request, str(problem))
        else:
            names = "、".join(str(book.ledger_type) for book in made)
            messages.success(request, f"已按无变化上报 {len(made)} 本台账：{names}。有误可在台账页撤回。")
    return redirect(_month_page(request, unit))


@page(Permission.LEDGER_EDIT, methods=["POST"])
def board_review(request, pk):
    """Find all books right that the villages of a township have reported for the month."""
    place = unit_of(request, pk)
    county, month = county_of(place), month_named(request.POST.get("month", ""))
    if county is None or not place.is_township:
        raise Http404
    made = board(county, place, request.scope, day=month, on=timezone.localdate())
    found = LedgerBook.objects.within(request.scope).filter(pk__in=made.waiting)
    try:
        done = books.review_books(list(found), by=request.user, at=timezone.now())
    except LedgerRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已审核通过 {place.name}各村（社区）{len(done)} 本台账。")
    return redirect(f"{reverse('ledgers:board')}?township={place.pk}&month={month:%Y-%m}")


@page(Permission.LEDGER_EDIT, methods=["POST"])
def books_review(request, pk):
    """Find all reported books of the unit right that the page shows."""
    unit = unit_of(request, pk)
    keys = [int(text) for text in request.POST.getlist("review") if text.isascii() and text.isdigit()]
    found = list(LedgerBook.objects.within(request.scope).filter(unit=unit, pk__in=keys))
    try:
        made = books.review_books(found, by=request.user, at=timezone.now())
    except LedgerRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已审核通过 {unit.name} {len(made)} 本台账。")
    return redirect(_month_page(request, unit))


def _chosen(request, unit, text):
    """Return the place that a posted `type:2026-10` names, or raise `Http404`."""
    key, _, month = text.partition(":")
    if not (key.isascii() and key.isdigit()):
        raise Http404
    return place_of(request, unit.pk, int(key), month_named(month))


def _month_page(request, unit):
    month = request.POST.get("month", "")
    url = reverse("ledgers:unit_month", args=[unit.pk])
    return f"{url}?month={quote(month)}" if month else url


def _board(request):
    """Return what the board shows, or None where no county has ledgers for this user."""
    counties = [county for county in counties_for(request.scope) if types_for(county)]
    named = [county for county in counties if str(county.pk) == request.GET.get("county")]
    county = next(iter(named or counties), None)
    if county is None:
        return None
    month = month_asked(request, types_for(county))
    townships = list(Unit.objects.within(request.scope).current().below(county).townships().in_tree_order())
    chosen = next((one for one in townships if str(one.pk) == request.GET.get("township")), None)
    place = chosen or (county if request.scope.covers(county) else next(iter(townships), None))
    if place is None:
        place = Unit.objects.within(request.scope).current().below(county).in_tree_order().first() or county
    form = MonthFilter(
        counties=counties, townships=townships, months=months_on_offer(month),
        chosen={"county": county.pk, "township": chosen.pk if chosen else "", "month": f"{month:%Y-%m}"},
    )  # fmt: skip
    return {
        "form": form,
        "county": county,
        "place": place,
        "month": month,
        "board": board(county, place, request.scope, day=month, on=timezone.localdate()),
        "may": rights_at(request.user, place),
    }
