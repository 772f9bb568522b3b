"""Rolls, notices, summaries and statements: as PDF and as xlsx."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.sending import send_pdf, send_workbook
from core.pages import page
from core.permissions import Permission
from orgs.proofs.papers import keep_code
from staff.models import Member
from staff.pay import papers
from staff.pay.forms.runs import LineFilter
from staff.pay.proving import code_of_run, code_of_statement
from staff.pay.views.runs import ready


@page(Permission.STIPEND_VIEW)
def run_paper(request, pk, what, ending):
    """Send a paper of a run for the townships that the user sees, or for the one chosen."""
    if what not in papers.PAPERS or ending not in ("pdf", "xlsx"):
        raise Http404
    run = get_object_or_404(ready(request), pk=pk)
    filters = LineFilter(request.GET, scope=request.scope)
    lines = papers.lines_for(what, run, filters.narrowed)
    unit = filters.place or _place(request, run)
    name = f"{unit.name}{run.period}{papers.PAPERS[what].name}".replace(" ", "")
    persons = len(lines) if what == "roll" else 0  # the notice hangs on the wall, the summary names townships
    facts = {"about": run, "unit": unit, "rows": len(lines), "amount": str(papers.total(lines, "amount"))}
    facts |= {"persons": persons, "filters": filters, "fields": papers.ROLL_COLUMNS}
    if ending == "xlsx":
        return send_workbook(request, name, lambda: papers.paper_workbook(what, run, lines, unit), **facts)
    proof = code_of_run(what, run, lines, unit, by=request.user)
    paper = send_pdf(request, name, lambda: papers.paper_pdf(what, run, lines, unit, proof=proof), **facts)
    return keep_code(request, paper, proof)


def _place(request, run):
    """Return the unit whose people the user sees on the run."""
    return run.unit if request.scope.covers(run.unit) else request.user.home_unit or run.unit


@page(Permission.STIPEND_VIEW)
def member_statement(request, pk, ending):
    """Send a member's own statement of every month."""
    if ending not in ("pdf", "xlsx"):
        raise Http404
    member = get_object_or_404(Member.objects.within(request.scope).select_related("unit"), pk=pk)
    name = f"{member.name}{papers.STATEMENT}"
    if ending == "xlsx":
        content = papers.statement_workbook(member, request.scope)
        return send_workbook(request, name, content, persons=1, about=member, unit=member.unit)
    proof = code_of_statement(member, request.scope, by=request.user)
    content = papers.statement_pdf(member, request.scope, timezone.localdate(), proof=proof)
    paper = send_pdf(request, name, content, persons=1, about=member, unit=member.unit)
    return keep_code(request, paper, proof)
