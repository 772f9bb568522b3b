"""What an address of the room asks for; outside the scope it is not found."""

from django.shortcuts import get_object_or_404

from assessments.inspections.models import InspectionFinding, InspectionPlan, Visit
from core.permissions import Permission
from orgs.models import Unit


def plan_of(request, pk):
    """Return a plan that the scope may read, or raise `Http404`."""
    plans = InspectionPlan.objects.within(request.scope).select_related(
        "county", "checklist", "round__scheme"
    )
    return get_object_or_404(plans, pk=pk)


def own_plan_of(request, pk):
    """Return a plan of a county of the scope itself, or raise `Http404`."""
    plans = InspectionPlan.objects.within(request.scope).set_by(request.scope)
    return get_object_or_404(plans.select_related("county", "checklist", "round__scheme"), pk=pk)


def county_of_plan(request, pk):
    """Return a county of the scope, or raise `Http404`."""
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    return get_object_or_404(counties, pk=pk)


def visit_of(request, pk):
    """Return the visit of a unit of the scope, or raise `Http404`."""
    visits = Visit.objects.within(request.scope).select_related(
        "plan__county",
        "plan__checklist__county",
        "plan__round__scheme",
        "unit__parent",
        "inspector",
        "done_by",
    )
    return get_object_or_404(visits, pk=pk)


def finding_of(request, pk):
    """Return a finding at a unit of the scope, or raise `Http404`."""
    return get_object_or_404(InspectionFinding.objects.within(request.scope).for_list(), pk=pk)


def may_manage(user, plan):
    return user.scope_of(Permission.ASSESSMENT_MANAGE).covers(plan.county)
