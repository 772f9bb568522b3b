"""Long work of this room: printing the check sheets of a whole plan."""

from django.core.files.base import ContentFile

from accounts import audit
from assessments.inspections.models import InspectionPlan
from assessments.inspections.paper import MOST_SHEETS, sheets_pdf
from assessments.inspections.selectors.plans import visits_of
from core.jobs import JobFailed, job_kind
from core.permissions import Permission

PRINT_SHEETS = "print_inspection_sheets"


@job_kind(PRINT_SHEETS, label="打印督查检查表")
def print_sheets(job):
    """Print the sheets of the units that the requester may see *now*."""
    user = job.requested_by
    scope = user.scope_of(Permission.ASSESSMENT_VIEW)
    plan = InspectionPlan.objects.within(scope).filter(pk=job.params["plan"]).first() if scope else None
    if plan is None:
        raise JobFailed("该督查计划不在您的管辖范围内。")
    visits = list(visits_of(plan, scope)[:MOST_SHEETS])
    if not visits:
        raise JobFailed("该计划还没有要检查的单位。")
    job.result_name = f"{plan.title}检查表.pdf"
    job.result_persons = 0  # blank check sheets of units
    job.result.save("sheets.pdf", ContentFile(sheets_pdf(plan, visits)), save=False)
    job.message = f"已打印 {len(visits)} 个单位的检查表。"
    audit.record(
        audit.Event.EXPORT, by=user, about=job, unit=plan.county, what="督查检查表", rows=len(visits)
    )
