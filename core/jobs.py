"""Long work: apps register a kind with `@job_kind`, views call `enqueue`, a worker runs it.

The Job row is what users see and own; django-tasks carries it to the worker (docs/adr).
"""

import errno
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django_tasks import task

from core.models import Job, JobCancelled

logger = logging.getLogger(__name__)

DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR}
AS_ASKED, IN_NO_HURRY = 0, -50
TOO_LATE = "取消来得太晚，任务已经做完。"


class JobFailed(Exception):
    """The work cannot be done, for a reason its requester should read."""


class NotRestartable(Exception):
    """The job is waiting or at work, or has done its work; the message is fit to show to the user."""


@dataclass(frozen=True)
class Kind:
    """A registered sort of long work."""

    label: str
    handler: Callable[[Job], None]
    priority: int


KINDS: dict[str, Kind] = {}
# Entered around each job; `accounts` makes the requester the actor of the audit log here.
SURROUNDINGS: list[Callable[[Job], AbstractContextManager]] = []


def job_kind(name, *, label, priority=AS_ASKED):
    """Register the decorated function, which takes the Job, as the handler of `name`.

    :param priority: `IN_NO_HURRY` lets the work of others go first: there may be one worker only.
    """

    def register(handler):
        KINDS[name] = Kind(label, handler, priority)
        return handler

    return register


def enqueue(kind, *, by, label="", upload=None, **params):
    """Record a job for the worker and return it. The worker sees it once this transaction commits.

    `upload` is a Django file that stays with the job; `params` are ids and plain values only.
    """
    job = Job(kind=kind, label=label or KINDS[kind].label, params=params, requested_by=by)
    if upload is not None:
        job.upload_name = upload.name[-200:]
        job.upload.save(upload.name[-80:], File(upload), save=False)
    job.save()
    _hand_over(job)
    return job


@transaction.atomic
def restart(job, *, by):
    """Put a job that failed, broke off or was cancelled back into the queue.

    :raises NotRestartable: it is waiting, at work or done.
    """
    job = Job.objects.select_for_update().get(pk=job.pk, requested_by=by)
    if not job.can_restart:
        raise NotRestartable("任务正在排队、执行或已经完成，不能重新开始。")
    job.state, job.done, job.total, job.message = Job.State.WAITING, 0, 0, ""
    job.cancel_requested, job.worker, job.started_at, job.finished_at = False, "", None, None
    job.save()
    _hand_over(job)
    return job


def _hand_over(job):
    task = run_job.using(priority=KINDS[job.kind].priority)
    transaction.on_commit(lambda: task.enqueue(job.pk))


@transaction.atomic
def cancel(job, *, by):
    """Ask the worker to stop the job; a job that nobody has started is cancelled at once.

    Return False if it was over already. On SQLite this waits for a write under way, and comes after it.
    """
    own = Job.objects.filter(pk=job.pk, requested_by=by)
    waiting = own.filter(state=Job.State.WAITING)
    if waiting.update(state=Job.State.CANCELLED, message=f"已取消，{job.remains}。"):
        return True
    return bool(own.filter(state=Job.State.RUNNING).update(cancel_requested=True))


@task()
def run_job(pk):
    """Run the job `pk` if it is still waiting, and write down how it ended."""
    job = Job.objects.claim(pk)
    if job is None:
        return
    try:
        with _surroundings(job):
            KINDS[job.kind].handler(job)
    except JobFailed as problem:
        job.finish(Job.State.FAILED, message=str(problem))
    except JobCancelled:
        job.finish(Job.State.CANCELLED, message=f"已取消，{job.remains}。")
    except Exception as problem:
        logger.exception("job %s crashed", job.pk)
        job.finish(Job.State.FAILED, message=_apology(problem, job))
    else:
        is_late = Job.objects.filter(pk=job.pk, cancel_requested=True).exists()
        job.finish(Job.State.DONE, message=f"{TOO_LATE}{job.message}" if is_late else None)


def _apology(problem, job):
    if isinstance(problem, OSError) and problem.errno in DISK_FULL:
        return f"服务器的磁盘已满，任务没有做完。请联系管理员腾出空间，再重新开始（任务编号 {job.pk}）。"
    if isinstance(problem, OSError) and problem.errno in NOT_WRITABLE:
        place = f"“{problem.filename}”" if problem.filename else "存放文件的目录"
        return (
            f"服务器不能写入{place}，任务没有做完。请联系管理员检查目录权限和磁盘是否只读，再重新开始"
            f"（任务编号 {job.pk}）。"
        )
    return f"系统错误，请联系管理员并提供任务编号 {job.pk}。"


@contextmanager
def _surroundings(job):
    with ExitStack() as stack:
        for surrounding in SURROUNDINGS:
            stack.enter_context(surrounding(job))
        yield
