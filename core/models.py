import os
import socket
import time

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class TimeStamped(models.Model):
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        abstract = True


class JobCancelled(Exception):
    """The requester asked for the work to stop; everything it did is rolled back."""


class JobQuerySet(models.QuerySet):
    def owned_by(self, user):
        return self.filter(requested_by=user)

    def claim(self, pk):
        """Start the waiting job `pk` and return it, or return None. Exactly one worker gets it."""
        claimed = self.filter(pk=pk, state=Job.State.WAITING).update(
            state=Job.State.RUNNING,
            started_at=timezone.now(),
            updated_at=timezone.now(),
            worker=this_worker(),
        )
        return self.get(pk=pk) if claimed else None

    def close_broken(self):
        """Mark as broken off every running job whose worker is gone; return how many."""
        broken = [job for job in self.filter(state=Job.State.RUNNING) if job.is_stalled]
        return sum(
            self.filter(pk=job.pk, state=Job.State.RUNNING).update(
                state=Job.State.BROKEN, message=job.words_when_broken, finished_at=timezone.now()
            )
            for job in broken
        )


class Job(TimeStamped):
    """One piece of long work: who asked, how far it is, how it ended, and its result."""

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        CANCELLED = "cancelled", "已取消"
        BROKEN = "broken", "已中断"

    SAVE_EVERY = 0.5  # seconds between two progress writes

    kind = models.CharField("类型", max_length=50)
    label = models.CharField("名称", max_length=150)
    params = models.JSONField("参数", default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name="发起人"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField("已处理", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    message = models.TextField("说明", blank=True)
    upload = models.FileField("上传的文件", upload_to="uploads/%Y/%m/", blank=True)
    upload_name = models.CharField("上传的文件名", max_length=200, blank=True)
    result = models.FileField("结果文件", upload_to="results/%Y/%m/", blank=True)
    result_name = models.CharField("结果文件名", max_length=200, blank=True)
    result_persons = models.PositiveIntegerField("结果中的人数", default=0)
    result_url = models.CharField("结果页", max_length=300, blank=True)
    cancel_requested = models.BooleanField("要求取消", default=False)
    worker = models.CharField("执行进程", max_length=100, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "任务"
        verbose_name_plural = "任务"
        indexes = [models.Index(fields=["requested_by", "-id"], name="job_owner_newest")]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("core:job_detail", args=[self.pk])

    @property
    def is_over(self):
        return self.state not in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_done(self):
        return self.state == self.State.DONE

    @property
    def is_running(self):
        return self.state == self.State.RUNNING

    @property
    def is_stalled(self):
        """True when the worker that took the job is gone, or has been silent for too long."""
        if self.state != self.State.RUNNING:
            return False
        if (timezone.now() - self.updated_at).total_seconds() > settings.JOB_STALE_SECONDS:
            return True
        host, _, pid = self.worker.partition("#")
        return host == socket.gethostname() and pid.isdigit() and not is_alive(int(pid))

    @property
    def remains(self):
        """Return in words what is left of work that ended early; `keeps_done` is a parameter of the job."""
        return "已经做好的都保留" if self.params.get("keeps_done") else "没有写入任何数据"

    @property
    def words_when_broken(self):
        return f"任务在执行中被中断，{self.remains}，可以重新开始。"

    @property
    def can_restart(self):
        return self.is_stalled or self.state in (self.State.BROKEN, self.State.FAILED, self.State.CANCELLED)

    @property
    def tone(self):
        """Return the badge tone that goes with the state."""
        tones = {self.State.DONE: "good", self.State.FAILED: "bad", self.State.BROKEN: "bad"}
        return tones.get(self.state, "none" if self.is_over else "info")

    @property
    def percent(self):
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def seconds_left(self):
        """Return the seconds that are left at the present pace, or None while nobody can tell."""
        if not (self.is_running and self.started_at and self.done and self.total > self.done):
            return None
        elapsed = (timezone.now() - self.started_at).total_seconds()
        return round(elapsed * (self.total - self.done) / self.done) or 1

    def track(self, items, *, total, message=""):
        """Yield each item and keep `done` fresh, with at most two writes a second.

        :raises JobCancelled: the requester has asked for it.
        """
        self.progress(done=0, total=total, message=message)
        saved_at = time.monotonic()
        count = 0
        for count, item in enumerate(items, start=1):
            yield item
            if time.monotonic() - saved_at >= self.SAVE_EVERY:
                self.progress(done=count, total=total)
                saved_at = time.monotonic()
        self.progress(done=count, total=total)

    def progress(self, **values):
        """Write `done`, `total` or `message` at once.

        Inside an open transaction nobody sees it before the commit, so phases that take long run outside one.

        :raises JobCancelled: the requester has asked for it.
        """
        for name, value in values.items():
            setattr(self, name, value)
        type(self).objects.filter(pk=self.pk).update(updated_at=timezone.now(), **values)
        self.check_cancelled()

    def check_cancelled(self):
        """Stop the work if its requester asked for that.

        :raises JobCancelled: the requester has asked for it.
        """
        if type(self).objects.filter(pk=self.pk, cancel_requested=True).exists():
            raise JobCancelled

    def finish(self, state, *, message=None):
        self.state, self.finished_at = state, timezone.now()
        if message is not None:
            self.message = message
        self.save(
            update_fields=[
                "state",
                "message",
                "finished_at",
                "result",
                "result_name",
                "result_persons",
                "result_url",
                "updated_at",
            ]
        )


def this_worker():
    """Return a name for this process that another process on the machine can check for life."""
    return f"{socket.gethostname()}#{os.getpid()}"


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
