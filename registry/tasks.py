"""Long work of the register: checking, marking, writing and taking back an import."""

from django.core.files.base import ContentFile
from django.utils import timezone

from core.jobs import IN_NO_HURRY, job_kind
from registry.imports import batches, marking, steps
from registry.models import ImportBatch


@job_kind(batches.PLAN, label="核对登记表")
def plan_import(job):
    steps.plan(_batch(job), job=job, today=timezone.localdate())


@job_kind(batches.APPLY, label="写入登记表")
def apply_import(job):
    now = timezone.now()
    steps.apply(_batch(job), job=job, at=now, today=timezone.localdate(now))


@job_kind(batches.UNDO, label="撤回导入")
def undo_import(job):
    steps.undo(_batch(job), job=job, at=timezone.now())


@job_kind(batches.MARK, label="错误标注表", priority=IN_NO_HURRY)
def mark_import(job):
    """Give the clerk's own workbook back with the bad cells marked.

    openpyxl takes its time, and what it makes can wait: what others import goes first.
    """
    batch = _batch(job)
    content = marking.marked_workbook(batch)
    job.result_name = marking.marked_name(batch)
    job.result_persons = 0  # the clerk's own table comes back to the clerk; for others see `import_file`
    job.result.save(job.result_name[-80:], ContentFile(content), save=False)


def _batch(job):
    return ImportBatch.objects.select_related("unit", "uploaded_by").get(pk=job.params["batch"])
