"""What the pages of the room ask: plans with their figures, visits, items, findings."""

from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.inspections.choices import FindingState
from assessments.inspections.models import InspectionFinding, InspectionPlan, Visit
from assessments.periods import Quarter
from assessments.schemes.models import Item


@dataclass(frozen=True)
class QuarterFigures:
    """What the inspections of one quarter came to in a scope."""

    period: Quarter
    visits: int = 0
    done: int = 0
    found: int = 0
    open: int = 0
    reported: int = 0
    mended: int = 0
    overdue: int = 0


def figures_of_year(scope, year, on):
    """Return the `QuarterFigures` of the four quarters of a year. Two queries."""
    visits = Visit.objects.within(scope).standing().filter(plan__year=year)
    visits = visits.values("plan__quarter").annotate(
        visits=Count("pk"), done=Count("pk", filter=Q(visited_on__isnull=False))
    )
    findings = InspectionFinding.objects.within(scope).standing().filter(visit__plan__year=year)
    findings = findings.values("visit__plan__quarter").annotate(
        found=Count("pk"),
        open=Count("pk", filter=Q(state=FindingState.OPEN)),
        reported=Count("pk", filter=Q(state=FindingState.REPORTED)),
        mended=Count("pk", filter=Q(state=FindingState.MENDED)),
        overdue=Count("pk", filter=Q(state=FindingState.OPEN, due_on__lt=on)),
    )
    told = {number: {} for number in range(1, 5)}
    for row in visits.order_by():
        told[row.pop("plan__quarter")] |= row
    for row in findings.order_by():
        told[row.pop("visit__plan__quarter")] |= row
    return [QuarterFigures(Quarter(year, number), **own) for number, own in told.items()]


def plans_of(scope, year):
    """Return the plans of a year with the number of their visits and of those done, the newest first."""
    inside = scope.as_q("visits__unit__path")
    plans = (
        InspectionPlan.objects.within(scope).filter(year=year).select_related("county", "checklist", "round")
    )
    return plans.annotate(
        visit_count=Count("visits", filter=inside, distinct=True),
        done_count=Count("visits", filter=inside & Q(visits__visited_on__isnull=False), distinct=True),
    ).order_by("-quarter", "-pk")


def items_of_plan(plan):
    """Return the scheme items that a plan looks at, in the order of the table."""
    if not plan.round_id:
        return []
    items = Item.objects.filter(section__scheme=plan.round.scheme_id, lineage__in=plan.lineages)
    return list(items.select_related("section__scheme").in_order())


def visits_of(plan, scope):
    """Return the visits of a plan within a scope, in tree order, each with its number of open findings."""
    unsettled = Count("findings", filter=~Q(findings__state=FindingState.MENDED))
    visits = Visit.objects.within(scope).filter(plan=plan).for_list()
    return visits.annotate(open_findings=unsettled).order_by("unit__path")


def findings_of(visit):
    """Return the findings of a visit, oldest first."""
    return list(visit.findings.for_list().order_by("pk"))


def waiting_in(scope, on):
    """Return what waits in a scope as a mapping: findings overdue, due, to re-check; visits overdue."""
    findings = InspectionFinding.objects.within(scope).standing()
    counts = findings.aggregate(
        overdue=Count("pk", filter=Q(state=FindingState.OPEN, due_on__lt=on)),
        open=Count("pk", filter=Q(state=FindingState.OPEN, due_on__gte=on)),
        reported=Count("pk", filter=Q(state=FindingState.REPORTED)),
    )
    late = Visit.objects.within(scope).standing().filter(visited_on=None, plan__ends_on__lt=on)
    return counts | {"late_visits": late.count()}
