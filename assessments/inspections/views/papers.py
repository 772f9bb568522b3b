"""The lottery for everybody to recompute, the notice of the draw, the check sheets."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from accounts.sending import send_pdf
from assessments.inspections import lottery as lots
from assessments.inspections.paper import example_of, notice_pdf, sheets_pdf
from assessments.inspections.proving import code_of_notice
from assessments.inspections.selectors.pools import entries_of
from assessments.inspections.tasks import PRINT_SHEETS
from assessments.inspections.views.asking import may_manage, plan_of, visit_of
from core import jobs
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.proofs.papers import keep_code


@page(Permission.ASSESSMENT_VIEW)
def lottery(request, pk):
    """How was or will be drawn, the whole list, and how to recompute it."""
    plan = plan_of(request, pk)
    if plan.is_draft:
        raise Http404
    entries = entries_of(plan.pool)
    ranked = lots.tickets(plan.shown_seed, entries) if plan.shown_seed else []
    context = {
        "plan": plan,
        "entries": entries,
        "ranked": ranked,
        "drawn": sum(one.rank <= plan.per_stratum for one in ranked),
        "strata": len({one.stratum for one in entries}),
        "example": example_of(plan),
        "may_manage": may_manage(request.user, plan),
    }
    return render(request, "assessments/inspections/lottery.html", context, fragment="results")


@page(Permission.ASSESSMENT_VIEW)
def notice(request, pk):
    """Show the notice of the draw as a PDF."""
    plan = plan_of(request, pk)
    if not plan.drawn_at:
        raise Http404
    proof = code_of_notice(plan, by=request.user)
    content, name = notice_pdf(plan, proof=proof), f"{plan.title}抽签公告"
    return keep_code(request, send_pdf(request, name, content, persons=0, about=plan), proof)


@page(Permission.ASSESSMENT_VIEW)
def visit_sheet(request, pk):
    """Show the check sheet of one unit as a PDF."""
    visit = visit_of(request, pk)
    name = f"{visit.unit.name}督查检查表"
    content = sheets_pdf(visit.plan, [visit])
    return send_pdf(request, name, content, persons=0, about=visit, unit=visit.unit)


@page(Permission.ASSESSMENT_VIEW, methods=["POST"])
def plan_sheets(request, pk):
    """Have the check sheets of a plan printed by the worker."""
    plan = plan_of(request, pk)
    if not plan.drawn_at:
        messages.error(request, "请先抽签，再打印检查表。")
        return redirect(plan)
    return redirect(jobs.enqueue(PRINT_SHEETS, by=request.user, label=f"{plan.title}检查表", plan=plan.pk))
