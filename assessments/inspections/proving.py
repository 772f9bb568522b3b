"""The code on the notice of a draw (抽签公告)."""

from assessments.inspections.models import InspectionPlan
from orgs.proofs.papers import PaperKind, code_for

STATED = (
    "title", "drawn_at", "announced_at", "stratum", "per_stratum", "commitment", "seed_promise",
    "shown_seed", "pool_digest", "void_reason",
)  # fmt: skip


def notice_stated(unit, key):
    """Return how and when was drawn, and which units; None before the draw."""
    plan = InspectionPlan.objects.filter(pk=key, county=unit).select_related("drawn_by").first()
    if plan is None or not plan.drawn_at:
        return None
    visits = plan.visits.exclude(ticket="").order_by("unit__path")
    drawn = list(visits.values_list("stratum", "unit__code", "ticket"))
    return {name: getattr(plan, name) for name in STATED} | {"drawn": drawn, "by": str(plan.drawn_by)}


NOTICE = PaperKind("inspection_notice", "督查抽签公告", "plan", notice_stated)


def code_of_notice(plan, *, by):
    """Return the code of the notice; none for a draw that is void."""
    if plan.void_reason:
        return None
    return code_for(NOTICE, plan.county, plan.pk, reference=plan.period.label, by=by)
