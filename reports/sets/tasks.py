"""The job that makes a set of papers."""

from core.jobs import IN_NO_HURRY, JobFailed, job_kind
from core.permissions import Permission
from orgs.models import Unit
from reports.sets.making import PaperSet, make_set, said_of_set

MAKE_SET = "make_paper_set"


def register_all():
    """Register the job kind; called once when the app is ready."""
    job_kind(MAKE_SET, label="生成全套材料", priority=IN_NO_HURRY)(make_paper_set)


def make_paper_set(job):
    """Make a set of papers, where the requester may make reports *now*."""
    facts = job.params
    scope = job.requested_by.scope_of(Permission.REPORT_MAKE)
    unit = Unit.objects.within(scope).filter(pk=facts["unit"]).first()
    if unit is None:
        raise JobFailed("该单位不在您的管辖范围内。")
    wanted = PaperSet(unit, facts["year"], tuple(facts["kinds"]), facts["quarter"])
    documents, failures = make_set(wanted, by=job.requested_by, job=job)
    job.message = said_of_set(documents, failures)
    if not documents:
        raise JobFailed(job.message)
