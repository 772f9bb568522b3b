"""What is made by itself when, each making of it, and for whom it waits."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.models import Job
from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from reports.schedules.choices import TONES, Every, Standing, when_in_words
from reports.schedules.spans import Span

LATEST = 60  # days after the end of a period
RETRY_DAYS = 7  # 建议: a week of nights is enough for a machine to be mended
BROKEN = (Job.State.FAILED, Job.State.BROKEN)


class Schedule(DatedRule):
    """Which report a unit has made by itself, at the end of which periods, and who gets it.

    Versions of the same schedule share `unit` and `code`; a change ends the one before it.
    """

    class Form(models.TextChoices):
        PDF = "pdf", "PDF（成批的合成一个，按单位加书签）"
        ZIP = "zip", "压缩包（每个单位一个文件）"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="schedules", verbose_name="制定单位")
    code = models.CharField("编号", max_length=30)
    title = models.CharField("名称", max_length=100)
    report = models.CharField("报表种类", max_length=30)
    tier = models.CharField("成批", max_length=12, blank=True)  # empty: one, for the place itself
    place = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="范围")
    form = models.CharField("格式", max_length=5, choices=Form, default=Form.PDF)
    every = models.CharField("多久一次", max_length=10, choices=Every)
    offset = models.PositiveSmallIntegerField(
        "期末后第几天", default=0, validators=[MaxValueValidator(LATEST)],
        help_text=f"0 为期末最后一天，3 为次月 3 日，不超过 {LATEST}。数据一律截至期末最后一天。",
    )  # fmt: skip
    roles = models.JSONField("收件人", default=list)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="负责人"
    )
    is_on = models.BooleanField("启用", default=True)
    retry_days = models.PositiveSmallIntegerField(
        "没做成时重试天数", default=RETRY_DAYS, validators=[MaxValueValidator(LATEST)],
        help_text="每天夜里再做一次，直到做成或过了这些天。",
    )  # fmt: skip

    class Meta:
        verbose_name = "定时报表"
        verbose_name_plural = "定时报表"
        constraints = [
            *dated_constraints(
                fields=["unit", "code"],
                one_open="schedule_one_open",
                one_a_day="schedule_one_per_day",
                ends="schedule_ends_after_it_begins",
                what="这条定时报表",
                noun="规定",
            ),
            models.CheckConstraint(
                name="schedule_offset_is_short",
                condition=Q(offset__lte=LATEST, retry_days__lte=LATEST),
                violation_error_message=f"天数不超过 {LATEST}。",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def when(self):
        """Return in words when it is made: 每季度最后一天, 每季度结束后第 3 天."""
        return when_in_words(self.every, self.offset)

    def due_on(self, span):
        """Return the day on which the report of a period is made."""
        return span.last + timedelta(days=self.offset)


class ScheduledRunQuerySet(UnitScopedQuerySet):
    unit_path = "schedule__place__path"

    def failed(self):
        """Keep those that were not begun or broke off; not those that their owner cancelled."""
        return self.filter(~Q(refusal="") | Q(refusal="", job__state__in=BROKEN))

    def done(self):
        return self.filter(refusal="", job__state=Job.State.DONE)


class ScheduledRun(models.Model):
    """One making of a scheduled report: of which period, and the job that does it, or why nobody could."""

    schedule = models.ForeignKey(Schedule, models.PROTECT, related_name="runs", verbose_name="定时报表")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="制定单位")
    code = models.CharField("编号", max_length=30)
    first = models.DateField("期初")
    last = models.DateField("期末")
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="任务")
    refusal = models.CharField("没有做的原因", max_length=300, blank=True)
    refused_at = models.DateTimeField("原因记录时间", null=True, blank=True)
    begun_at = models.DateTimeField("开始时间")

    objects = ScheduledRunQuerySet.as_manager()

    class Meta:
        verbose_name = "定时报表的一次生成"
        verbose_name_plural = "定时报表的生成"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code", "first", "last"],
                name="scheduledrun_once_a_period",
                violation_error_message="这一期已经生成过。",
            ),
        ]

    def __str__(self):
        return f"{self.schedule.title}（{self.span.label}）"

    def get_absolute_url(self):
        return reverse("schedules:run_detail", args=[self.pk])

    @property
    def unit_path(self):
        """Return the path of the place it is about, for the audit log."""
        return self.schedule.place.path

    @property
    def span(self):
        return Span(self.first, self.last)

    @property
    def standing(self):
        if self.refusal:
            return Standing.FAILED
        if self.job is None:
            return Standing.WAITING
        if self.job.state in BROKEN or self.job.is_stalled:
            return Standing.FAILED
        return Standing(self.job.state)

    @property
    def badge(self):
        """Return (text, tone) for what has become of it."""
        return self.standing.label, TONES.get(self.standing, "none")

    @property
    def is_done(self):
        return self.standing == Standing.DONE

    @property
    def has_failed(self):
        return self.standing == Standing.FAILED

    @property
    def failed_at(self):
        """Return when it was last found that it could not be made."""
        return self.refused_at if self.refusal else self.job.finished_at

    @property
    def reason(self):
        """Return why it was not made, or what was said of it."""
        return self.refusal or (self.job.message if self.job else "")


class DeliveryQuerySet(UnitScopedQuerySet):
    unit_path = "run__schedule__place__path"

    def waiting(self):
        """Keep what nobody has taken note of: results for who gets them, failures for all concerned."""
        done = Q(run__refusal="", run__job__state=Job.State.DONE, gets_result=True, seen_at=None)
        never = Q(failure_seen_at=None)
        refused = ~Q(run__refusal="") & (never | Q(failure_seen_at__lt=F("run__refused_at")))
        broken = Q(run__refusal="", run__job__state__in=BROKEN) & (
            never | Q(failure_seen_at__lt=F("run__job__finished_at"))
        )
        return self.filter(done | refused | broken)


class Delivery(models.Model):
    """That the outcome of a making waits for somebody, until they have taken note of it."""

    run = models.ForeignKey(ScheduledRun, models.CASCADE, related_name="deliveries", verbose_name="生成")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="收件人"
    )
    gets_result = models.BooleanField("收结果", default=True)
    seen_at = models.DateTimeField("查看时间", null=True, blank=True)
    failure_seen_at = models.DateTimeField("得知没有做成的时间", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "定时报表的送达"
        verbose_name_plural = "定时报表的送达"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "user"], name="delivery_once",
                violation_error_message="已经送达。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.user}：{self.run}"
