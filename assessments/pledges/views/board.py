from django.shortcuts import redirect

from accounts.sending import send_workbook
from assessments.pledges import tasks
from assessments.pledges.choices import Standing
from assessments.pledges.columns import board_columns
from assessments.pledges.forms.filters import PledgeFilter
from assessments.pledges.selectors.board import apart, board_of, heads_of, sums_of
from assessments.pledges.selectors.items import pledged_items
from assessments.pledges.views.asking import round_of, rounds_of
from assessments.rounds.models import Sheet
from assessments.schemes.choices import Subject
from core import jobs
from core.htmx import render
from core.navigation import view_year
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sheets.writing import workbook


@page(Permission.ASSESSMENT_VIEW)
def pledge_list(request):
    """The targets of every unit and how its pledge stands."""
    rounds, round_ = rounds_of(request)
    if round_ is None:
        context = {"year": view_year(request)}
        return render(request, "assessments/pledges/pledge_none.html", context, fragment="results")
    found = _found(request, round_)
    context = {
        "rounds": rounds, "round": round_, "filters": found["filters"], "heads": heads_of(found["items"]),
        "lines": page_of(found["lines"], request), "sums": sums_of(found["lines"], found["items"]),
        "counts": _counts(found["all"]), "total": len(found["all"]),
        "apart": [] if found["filters"].is_used else apart(round_, found["all"], found["items"]),
        "for_villages": round_.subject == Subject.GRASSROOTS,
        "may": {
            "manage": _manages_some(request.user, found["all"]) and not round_.is_final,
            "word": request.user.scope_of(Permission.ASSESSMENT_MANAGE).covers(round_.county),
        },
    }  # fmt: skip
    return render(request, "assessments/pledges/pledge_list.html", context, fragment="results")


@page(Permission.ASSESSMENT_VIEW)
def pledge_export(request):
    """Send the board as filtered; filled in and uploaded, its targets come back."""
    _, round_ = rounds_of(request)
    if round_ is None:
        return redirect("pledges:pledge_list")
    found = _found(request, round_)
    columns = board_columns(found["items"], for_villages=round_.subject == Subject.GRASSROOTS)
    name = f"{round_.county.name}{round_.year}年度{round_.get_subject_display()}指标和责任书"
    content = workbook(name, columns, found["lines"])
    rows = len(found["lines"])
    return send_workbook(request, name, content, persons=0, unit=round_.county, rows=rows)


@page(Permission.ASSESSMENT_VIEW, methods=["POST"])
def pledge_book(request, pk):
    """Have all pledges of the scope, or of one township, printed as one book by the worker."""
    round_ = round_of(request, pk)
    filters = PledgeFilter(request.POST, scope=request.scope, round_=round_)
    place = filters.place
    job = jobs.enqueue(
        tasks.PRINT_BOOK,
        by=request.user,
        label=f"打印责任书（{(place or round_.county).name}，{round_.get_subject_display()}）",
        round=round_.pk,
        unit=place.pk if place else None,
    )
    return redirect(job)


def _found(request, round_):
    """Return the board of the scope, all of it and as filtered."""
    filters = PledgeFilter(request.GET, scope=request.scope, round_=round_)
    items = pledged_items(round_.scheme)
    sheets = filters.keep(Sheet.objects.within(request.scope)).filter(round=round_).counted()
    sheets = sheets.select_related("unit__parent", "round").order_by("unit__path")
    lines = board_of(round_, sheets, items)
    return {"filters": filters, "items": items, "all": lines, "lines": filters.apply(lines)}


def _counts(lines):
    """Return [(state, how many)] of the states that occur, in their order."""
    states = [line.pledges.state for line in lines]
    return [(state, states.count(state)) for state in Standing if state in states]


def _manages_some(user, lines):
    scope = user.scope_of(Permission.ASSESSMENT_REVIEW)
    return any(scope.covers(line.unit.parent) for line in lines)
