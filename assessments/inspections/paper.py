"""On paper: the notice of the draw, and a check sheet for each unit."""

from assessments.inspections import lottery
from assessments.inspections.selectors.plans import items_of_plan
from assessments.inspections.selectors.pools import entries_of
from assessments.selectors.matrix import items_of
from core.documents import render_pdf
from orgs.proofs.papers import pdf_with_code

NOTICE = "assessments/inspections/print/notice.html"
SHEET = "assessments/inspections/print/sheet.html"
MOST_SHEETS = 400


def notice_pdf(plan, *, proof=None):
    """Return the notice of a draw: how it was drawn, who was drawn, and how anybody can recompute it."""
    visits = list(plan.visits.exclude(ticket="").select_related("unit__parent").order_by("unit__path"))
    strata = {}
    for visit in visits:
        strata.setdefault(visit.stratum, []).append(visit)
    context = {
        "plan": plan,
        "strata": list(strata.items()),
        "count": len(visits),
        "pool_size": len(plan.pool),
        "example": example_of(plan),
    }
    title = [f"{plan.county.federation_name}", f"关于{plan.period.label}", "督查抽签结果的公告"]
    return pdf_with_code(NOTICE, context, proof, title=title, author=plan.county.federation_name)


def example_of(plan):
    """Return the first ticket of a drawn plan, to show how each is computed; None before the draw."""
    if not plan.shown_seed:
        return None
    return lottery.draw(plan.seed, entries_of(plan.pool), 1)[0]


def sheets_pdf(plan, visits):
    """Return the check sheets of some visits as one PDF, each on a page of its own."""
    context = {
        "plan": plan,
        "visits": visits,
        "checks": items_of(plan.checklist, plan.period) if plan.checklist_id else [],
        "items": items_of_plan(plan),
    }
    return render_pdf(
        SHEET, context, title=f"{plan.period.label}督查检查表", author=plan.county.federation_name
    )
