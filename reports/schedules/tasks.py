from django.utils import timezone

from core.jobs import IN_NO_HURRY, JobFailed, job_kind
from reports.batches import Batch, make_batch, said_of_batch
from reports.kinds import KINDS
from reports.periods import NotPossible
from reports.schedules.models import ScheduledRun
from reports.schedules.services import MAKE_SCHEDULED, why_not
from reports.services import make_document, said_of


def register_all():
    """Register the job kind; called once when the app is ready."""
    job_kind(MAKE_SCHEDULED, label="定时报表", priority=IN_NO_HURRY)(make_scheduled)


def make_scheduled(job):
    """Make what a schedule asks for a period, as of its last day, with the rights its owner has *now*."""
    found = ScheduledRun.objects.select_related("schedule__place", "schedule__unit")
    run = found.filter(pk=job.params["run"]).first()
    if run is None:
        raise JobFailed("这条定时报表已经不在了。")
    if trouble := why_not(run.schedule, job.requested_by):
        raise JobFailed(trouble)
    try:
        (_make_many if run.schedule.tier else _make_one)(run, job)
    except NotPossible as problem:
        raise JobFailed(str(problem)) from problem


def _period_of(run):
    quarter = run.span.quarter if KINDS[run.schedule.report].is_quarterly else None
    return {"year": run.span.year, "quarter": quarter, "as_of": run.last}


def _make_one(run, job):
    document = make_document(
        run.schedule.report, run.schedule.place, by=job.requested_by, at=timezone.now(), job=job,
        **_period_of(run),
    )  # fmt: skip
    job.result_url = document.get_absolute_url()
    job.message = said_of(document)


def _make_many(run, job):
    schedule = run.schedule
    batch = Batch(schedule.report, schedule.tier, schedule.place, form=schedule.form, **_period_of(run))
    documents, failures = make_batch(batch, by=job.requested_by, job=job)
    if not documents:
        raise JobFailed(str(failures[0][1]) if failures else "没有可以生成的单位。")
    job.result_url = run.get_absolute_url()
    job.message = said_of_batch(documents, failures)
