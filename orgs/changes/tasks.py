"""Carrying out a change as long work."""

from django.utils import timezone

from core.jobs import JobFailed, job_kind
from orgs.changes import services
from orgs.changes.refusal import ChangeRefused
from orgs.models import UnitChange

CARRY_OUT = "orgs.change"


@job_kind(CARRY_OUT, label="办理机构变更")
def carry_out(job):
    """Carry out the confirmed change of the job."""
    change = UnitChange.objects.select_related("county").get(pk=job.params["change"])
    job.result_url = change.get_absolute_url()
    try:
        change = services.carry_out(change, by=job.requested_by, at=timezone.now())
    except ChangeRefused as problem:
        services.note_problem(change, str(problem))
        raise JobFailed(str(problem)) from problem
    job.message = change.outcome
