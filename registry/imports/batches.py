"""The life of a batch: uploaded, planned, looked at, written, perhaps taken back. Each step is a verb."""

import contextlib
import hashlib

from django.core.files.base import File
from django.db import transaction

from accounts import audit
from accounts.roles import Role
from core import jobs
from registry.models import ImportBatch

State = ImportBatch.State
REPLANNABLE = (State.MAPPING, State.PLANNED, State.REFUSED)
CHUNK = 1024 * 1024
PLAN, MARK = "person_import_plan", "person_import_mark"
APPLY, UNDO = "person_import_apply", "person_import_undo"


class NotPossible(Exception):
    """The batch is not in a state for this step; the message is fit to show to the user."""


@transaction.atomic
def upload(file, *, by, unit, kind=ImportBatch.ROSTER, options=None):
    """Keep an uploaded file as a new batch of `unit`, queue its planning, and return the batch.

    :param kind: the key of the kind of table; `options` is what it wants to know besides.

    :raises NotPossible: the disk does not take it; nothing is left behind.
    """
    batch = keep(file, by=by, unit=unit, kind=kind, options=options)
    batch.plan_job = enqueue(batch, PLAN, f"核对 {batch.file_name}", by=by)
    batch.save()
    return batch


def keep(file, *, by, unit, kind=ImportBatch.ROSTER, options=None):
    """Keep a file as a new batch that nothing has happened to yet, and return the batch.

    :raises NotPossible: the disk does not take it.
    """
    checksum = hashlib.sha256()
    file.seek(0)
    for chunk in iter(lambda: file.read(CHUNK), b""):
        checksum.update(chunk)
    file.seek(0)
    name = file.name.replace("\\", "/").rsplit("/", 1)[-1]
    batch = ImportBatch(
        unit=unit, uploaded_by=by, file_name=name[-200:], file_digest=checksum.hexdigest(),
        kind=kind, options=options or {},
    )  # fmt: skip
    store_file(batch, file, name)
    batch.save()
    return batch


def store_file(batch, file, name):
    """Write the file beside the database; if the disk fails, leave no part of it behind.

    :raises NotPossible: there is no room or the disk does not take it.
    """
    storage = batch.file.storage
    place = storage.get_available_name(batch.file.field.generate_filename(batch, name[-80:]))
    try:
        batch.file.name = storage.save(place, File(file))
    except OSError as problem:
        with contextlib.suppress(OSError):
            storage.delete(place)
        full = problem.errno in jobs.DISK_FULL
        why = "服务器的磁盘已满" if full else "服务器的磁盘暂时不能写入"
        raise NotPossible(f"{why}，文件没有保存，也没有写入任何数据。请联系管理员，稍后再传。") from problem


def enqueue(batch, kind, label, *, by):
    """Queue a job for the batch; the uploaded file is found with the job, too."""
    job = jobs.enqueue(kind, by=by, label=label[:150], batch=batch.pk)
    job.upload.name, job.upload_name = batch.file.name, batch.file_name
    job.result_url = batch.get_absolute_url()
    job.save()
    return job


@transaction.atomic
def request_apply(batch, *, by, is_partial):
    """Queue the writing of a planned batch. Asking twice writes once.

    :param is_partial: the clerk's word that rows with errors are left out for now.
    :raises NotPossible: nothing to write, errors without that word, or not in a state for it.
    """
    batch = locked(batch)
    if batch.state in (State.APPLYING, State.APPLIED):
        return batch
    if not batch.is_planned:
        raise NotPossible(f"这次导入{batch.get_state_display()}，不能写入。")
    if not batch.importable:
        raise NotPossible("没有可以写入的行。")
    if batch.refused_count and not is_partial:
        raise NotPossible(f"有 {batch.refused_count:,} 行有错误。请勾选“错误行先不导入”，或改好后重新上传。")
    batch.state, batch.is_partial, batch.message = State.APPLYING, is_partial, ""
    batch.apply_job = enqueue(batch, APPLY, f"写入 {batch.file_name}", by=by)
    batch.save()
    return batch


def replan(batch, *, by):
    """Queue the reading of a locked batch again, after somebody has said something about it.

    :raises NotPossible: it is being read or written, or is over.
    """
    if batch.state not in REPLANNABLE:
        raise NotPossible(f"这次导入{batch.get_state_display()}，不能再更改。")
    batch.state, batch.message = State.PLANNING, ""
    batch.plan_job = enqueue(batch, PLAN, f"核对 {batch.file_name}", by=by)
    batch.save()
    return batch


@transaction.atomic
def discard(batch, *, by):
    """Give up a batch of which nothing has been written.

    :raises NotPossible: it is being written or has been.
    """
    batch = locked(batch)
    stuck = batch.state in (State.PLANNING, State.APPLYING) and is_stuck(batch)
    if not (batch.is_planned or batch.awaits_mapping or stuck):
        raise NotPossible(f"这次导入{batch.get_state_display()}，不能取消。")
    batch.state = State.CANCELLED
    batch.save()
    return batch


@transaction.atomic
def request_undo(batch, *, by):
    """Queue the taking back of a written batch. Asking twice takes back once.

    :raises NotPossible: not written, or the user is neither its uploader nor a county manager above it.
    """
    batch = locked(batch)
    if batch.state in (State.UNDOING, State.UNDONE):
        return batch
    if not batch.is_applied:
        raise NotPossible(f"这次导入{batch.get_state_display()}，没有可以撤回的内容。")
    if not may_undo(batch, by):
        raise NotPossible("只有上传人和县级管理可以撤回导入。")
    batch.state = State.UNDOING
    batch.undo_job = enqueue(batch, UNDO, f"撤回 {batch.file_name}", by=by)
    batch.save()
    return batch


@transaction.atomic
def resume(batch, *, by):
    """Queue again the step that was broken off or cancelled.

    :raises NotPossible: nothing was.
    """
    batch = locked(batch)
    if not is_stuck(batch):
        raise NotPossible("任务正在排队、执行或已经完成，不能重新开始。")
    if batch.state == State.PLANNING:
        batch.plan_job = enqueue(batch, PLAN, f"核对 {batch.file_name}", by=by)
    elif batch.state == State.APPLYING:
        batch.apply_job = enqueue(batch, APPLY, f"写入 {batch.file_name}", by=by)
    else:
        batch.undo_job = enqueue(batch, UNDO, f"撤回 {batch.file_name}", by=by)
    batch.save()
    return batch


@transaction.atomic
def request_marks(batch, *, by):
    """Queue the marked workbook of a planned batch again, after that was broken off.

    :raises NotPossible: it is being made or is there.
    """
    batch = locked(batch)
    if batch.mark_job is None or not batch.mark_job.can_restart:
        raise NotPossible("错误标注表正在生成或已经生成。")
    batch.mark_job = enqueue(batch, MARK, f"错误标注表 {batch.file_name}", by=by)
    batch.save()
    return batch


def is_stuck(batch):
    """True if the step that the batch is in will not end by itself: broken off, cancelled or failed."""
    job = batch.current_job
    return job is not None and job.can_restart


def may_undo(batch, user):
    """True for the uploader, and for a county manager at or above the batch's unit."""
    if user == batch.uploaded_by or user.is_superuser:
        return True
    return any(
        posting.role == Role.COUNTY_MANAGER and batch.unit.path.startswith(posting.unit.path)
        for posting in user.held_postings
    )


def note(batch, *, by, what, **figures):
    """Write one summary entry to the audit log: bulk writes leave none of their own."""
    audit.record(audit.Event.IMPORT, by=by, about=batch, what=what, file=batch.file_name, **figures)


def locked(batch):
    """Return the batch as it is now, locked until the transaction ends."""
    return ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
