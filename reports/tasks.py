"""Job kinds of this floor."""

from django.utils import timezone

from core.jobs import JobFailed, job_kind
from core.permissions import Permission
from orgs.models import Unit
from reports.periods import NotPossible
from reports.services import Head, make_document, said_of

MAKE_REPORT = "make_report"


def register_all():
    """Register the job kinds; called once when the app is ready."""
    job_kind(MAKE_REPORT, label="生成报表")(make_report)


def make_report(job):
    """Make one document, where the requester may make reports *now*."""
    wanted = job.params
    scope = job.requested_by.scope_of(Permission.REPORT_MAKE)
    unit = Unit.objects.within(scope).filter(pk=wanted["unit"]).first()
    if unit is None:
        raise JobFailed("该单位不在您的管辖范围内。")
    try:
        document = make_document(
            wanted["report"], unit, year=wanted["year"], quarter=wanted["quarter"],
            by=job.requested_by, at=timezone.now(), head=Head(**wanted.get("head", {})), job=job,
        )  # fmt: skip
    except NotPossible as problem:
        raise JobFailed(str(problem)) from problem
    job.result_url = document.get_absolute_url()
    job.message = said_of(document)
