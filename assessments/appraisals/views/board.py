"""The board of a year: how far everybody is, and what all that is printed and exported."""

from django.http import Http404
from django.utils import timezone

from accounts.sending import send_workbook
from assessments.appraisals import papers
from assessments.appraisals.choices import ActState
from assessments.appraisals.columns import ROLL_COLUMNS
from assessments.appraisals.forms.people import AppraisalFilter
from assessments.appraisals.models import Appraisal
from assessments.appraisals.rights import may_decide
from assessments.appraisals.selectors.board import lines_of, progress_of
from assessments.appraisals.selectors.years import counties_of
from assessments.appraisals.views.asking import chosen_year
from assessments.appraisals.views.person_page import visible_consequences
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from core.sending import send_pdf
from core.sheets.writing import workbook

MOST_BOOKED = 60  # people in one book of registration forms


@page(Permission.APPRAISAL_VIEW)
def board(request):
    """How far the year is: by township, and person by person."""
    year, years = chosen_year(request)
    managing = request.user.scope_of(Permission.APPRAISAL_MANAGE)
    if year is None:
        counties = counties_of(managing)
        context = {"year": None, "county": counties[0] if counties else None}
        return render(request, "assessments/appraisals/board.html", context, fragment="results")
    filters, lines = _found(request, year)
    whole, townships = progress_of(lines)
    shown = filters.keep_lines(lines)
    context = {
        "year": year,
        "years": years,
        "filters": filters,
        "whole": whole,
        "townships": townships if len(townships) > 1 else [],
        "lines": page_of(shown, request),
        "may_manage": may_decide(request.user, year),
        "may_enter": request.user.holds(Permission.APPRAISAL_EDIT) and not _is_village(request),
        "shows_all": not filters.is_used,
        "waiting": _waiting(request, year),
        "today": timezone.localdate(),
    }
    return render(request, "assessments/appraisals/board.html", context, fragment="results")


@page(Permission.APPRAISAL_VIEW)
def board_export(request):
    """Send the people that the board shows under the same filters."""
    year, filters, lines = _chosen(request)
    return send_workbook(
        request, f"{year.year}年度专职委员考核花名册", lambda: workbook("考核花名册", ROLL_COLUMNS, lines),
        persons=len(lines), filters=filters, fields=ROLL_COLUMNS, unit=filters.place, rows=len(lines),
    )  # fmt: skip


@page(Permission.APPRAISAL_VIEW)
def roll_print(request):
    """Show the roll of results (花名册) of those on the board."""
    year, filters, lines = _chosen(request)
    return send_pdf(
        request, f"{year.year}年度考核花名册", lambda: papers.roll_pdf(year, lines),
        persons=len(lines), filters=filters, fields=ROLL_COLUMNS, rows=len(lines),
    )  # fmt: skip


@page(Permission.APPRAISAL_VIEW)
def ballots_print(request):
    """Show how those on the board were voted on (测评结果汇总表)."""
    year, filters, lines = _chosen(request)
    return send_pdf(
        request, f"{year.year}年度测评结果汇总表", lambda: papers.ballots_pdf(year, lines),
        persons=len(lines), filters=filters, rows=len(lines),
    )  # fmt: skip


@page(Permission.APPRAISAL_VIEW)
def book_print(request):
    """Show the registration forms of those on the board, one after the other: the book of a township."""
    year, filters, lines = _chosen(request)
    people = [line.appraisal for line in lines][:MOST_BOOKED]
    return send_pdf(
        request, f"{year.year}年度考核登记表", lambda: papers.forms_pdf(year, people),
        persons=len(people), filters=filters, rows=len(people),
    )  # fmt: skip


def _found(request, year):
    filters = AppraisalFilter(request.GET, scope=request.scope)
    rows = filters.apply(Appraisal.objects.within(request.scope).filter(year=year)).in_tree_order()
    return filters, lines_of(rows)


def _chosen(request):
    """Return (year, filters, lines of the board); 404 without a year."""
    year, _ = chosen_year(request)
    if year is None:
        raise Http404
    filters, lines = _found(request, year)
    return year, filters, filters.keep_lines(lines)


def _is_village(request):
    """True for those whose own place is the only one that they see."""
    home = request.user.home_unit
    return home is not None and home.is_grassroots


def _waiting(request, year):
    """Return how many proposals of the year wait to be carried out."""
    rows = visible_consequences(request).filter(appraisal__year=year)
    return rows.filter(state=ActState.PROPOSED).count()
