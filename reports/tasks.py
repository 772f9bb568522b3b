"""Job kinds of this floor."""

from django.utils import timezone

from core.documents import print_made
from core.jobs import IN_NO_HURRY, JobFailed, job_kind
from core.permissions import Permission
from orgs.models import Unit
from reports.batches import Batch, make_batch, said_of_batch
from reports.doors import seen_by
from reports.models import Manuscript
from reports.periods import NotPossible
from reports.services import Head, draft_of_text, make_document, said_of, store

MAKE_REPORT, MAKE_BATCH, MAKE_EDITED = "make_report", "make_report_batch", "make_edited_report"


def register_all():
    """Register the job kinds; called once when the app is ready."""
    job_kind(MAKE_REPORT, label="生成报表")(make_report)
    job_kind(MAKE_EDITED, label="用稿子生成文件")(make_edited_report)
    job_kind(MAKE_BATCH, label="成批生成报表", priority=IN_NO_HURRY)(make_report_batch)


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
            about=wanted.get("about", ""), by=job.requested_by, at=timezone.now(),
            head=Head(**wanted.get("head", {})), job=job,
        )  # fmt: skip
    except NotPossible as problem:
        raise JobFailed(str(problem)) from problem
    job.result_url = document.get_absolute_url()
    job.message = said_of(document)


def make_report_batch(job):
    """Make the same report for every unit below a place, where the requester may make reports *now*."""
    wanted = {name: value for name, value in job.params.items() if name not in ("place", "keeps_done")}
    scope = job.requested_by.scope_of(Permission.REPORT_MAKE)
    place = Unit.objects.within(scope).filter(pk=job.params["place"]).first()
    if place is None:
        raise JobFailed("该单位不在您的管辖范围内。")
    documents, failures = make_batch(Batch(place=place, **wanted), by=job.requested_by, job=job)
    if not documents:
        raise JobFailed(str(failures[0][1]) if failures else "没有可以生成的单位。")
    job.message = said_of_batch(documents, failures)


def make_edited_report(job):
    """Make the document of a manuscript as it stands, where the requester may make reports *now*."""
    scope = job.requested_by.scope_of(Permission.REPORT_MAKE)
    rows = seen_by(Manuscript.objects.within(scope), job.requested_by, kind="snapshot__kind")
    manuscript = rows.select_related("snapshot__unit").filter(pk=job.params["manuscript"]).first()
    if manuscript is None:
        raise JobFailed("这份稿子不在您的管辖范围内。")
    head = Head(**job.params["head"])
    draft = draft_of_text(
        manuscript.snapshot, manuscript.blocks, by=job.requested_by, at=timezone.now(), head=head, job=job
    )
    document = store(draft, print_made(draft.html, draft.media))
    job.result_url = document.get_absolute_url()
    job.message = said_of(document)
