import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from core.encryption import EncryptedJSONField
from core.models import Job, TimeStamped
from orgs.models import Unit
from orgs.scoping import STEP, HandedDownQuerySet, UnitScopedQuerySet
from registry.comparing.choices import STATE_TONES, State
from registry.comparing.defaults import WARN_DAYS, Profile

SHARED = (State.READY, State.CLOSED)


class ComparisonQuerySet(UnitScopedQuerySet):
    def within(self, scope):
        """Keep those made in the scope, and those made above it that have a row of the scope."""
        if scope.everywhere:
            return self
        above = {path[:end] for path in scope.paths for end in range(STEP, len(path), STEP)}
        rows = self.model.rows.rel.related_model.objects.filter(comparison=OuterRef("pk"))
        shared = Q(unit__path__in=above, state__in=SHARED) & Exists(rows.filter(scope.as_q("path")))
        return self.filter(scope.as_q("unit__path") | shared)

    def made_in(self, scope):
        """Keep those that were made in the scope itself."""
        return self.filter(scope.as_q("unit__path"))

    def kept_past(self, day):
        """Keep those whose list is still there, and was to be kept until a day before `day`."""
        return self.filter(wiped_at=None, keep_until__lt=day)

    def for_list(self):
        return self.select_related("unit", "uploaded_by", "job")


def stored_under(comparison, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"comparing/{timezone.localdate().year}/{uuid.uuid4().hex}"


class Comparison(TimeStamped):
    """Another department's list put beside the register of a unit: what it means, what is compared, the file.

    `meaning` is the profile as it stood then, `part` the part of the register; the rows hang on it.
    Once the other department's data have been deleted, only `counts` tell of them.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="comparisons", verbose_name="比对单位")
    title = models.CharField("标题", max_length=100)
    sender = models.CharField("来源部门", max_length=60)
    meaning = models.JSONField("名单含义", default=dict)
    fields = models.JSONField("比对项目", default=list)
    part = models.JSONField("比对范围", default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="comparisons", verbose_name="上传人"
    )
    file = models.FileField("原文件", upload_to=stored_under, max_length=200, blank=True)
    file_name = models.CharField("文件名", max_length=200)
    file_digest = models.CharField("文件摘要", max_length=64, db_index=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.READING)
    mapping = models.JSONField("人工对应的列", default=dict, blank=True)
    columns = models.JSONField("识别到的列", default=dict)
    sample = EncryptedJSONField("表的开头几行", blank=True, default=None, null=True)
    counts = models.JSONField("行数", default=dict)
    message = models.TextField("说明", blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    compared_at = models.DateTimeField("比对时间", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办结人",
    )
    keep_until = models.DateField("名单保存到", null=True, blank=True)
    wiped_at = models.DateTimeField("删除名单时间", null=True, blank=True)
    wiped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="删除人",
    )

    objects = ComparisonQuerySet.as_manager()

    class Meta:
        verbose_name = "比对"
        verbose_name_plural = "比对"
        constraints = [
            models.CheckConstraint(
                name="comparison_closed_with_day",
                condition=Q(closed_at=None, closed_by=None, keep_until=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, keep_until__isnull=False),
                violation_error_message="办结须有时间、办结人和保存期限。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("comparing:comparison_detail", args=[self.pk])

    @property
    def profile(self):
        """Return the `Profile` by which it was compared."""
        return Profile(**(self.meaning | {"fields": tuple(self.meaning["fields"])}))

    @property
    def tone(self):
        """Return the badge tone that goes with the state."""
        return STATE_TONES.get(self.state, "none")

    @property
    def is_ready(self):
        return self.state == State.READY

    @property
    def is_closed(self):
        return self.state == State.CLOSED

    @property
    def is_reading(self):
        return self.state == State.READING

    @property
    def awaits_mapping(self):
        return self.state == State.MAPPING

    @property
    def is_wiped(self):
        return self.wiped_at is not None

    @property
    def has_result(self):
        """True while there are rows to look at."""
        return self.state in SHARED and not self.is_wiped

    @property
    def can_be_mapped(self):
        """True if people may say what the columns are: the rows can be shown and nothing is under way."""
        states = (State.MAPPING, State.READY, State.REFUSED)
        return self.state in states and bool(self.sample)

    @property
    def is_stuck(self):
        """True if the job under way will not end by itself: broken off, cancelled or failed."""
        return self.is_reading and self.job is not None and self.job.can_restart

    def should_be_wiped(self, today):
        """True if the other department's data have been kept longer than agreed."""
        return not self.is_wiped and self.keep_until is not None and self.keep_until < today

    def is_soon_wiped(self, today):
        """True if the list is near the day on which it is deleted, or past it."""
        return self.should_be_wiped(today + timedelta(days=WARN_DAYS))

    def closed_on(self, at):
        """Return the day until which the data of a comparison closed at `at` are kept."""
        return timezone.localdate(at) + timedelta(days=self.profile.keep_days)


class ComparisonMapping(TimeStamped):
    """What the columns of a department's lists are, remembered by the sender and the look of the header."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="comparison_mappings", verbose_name="单位")
    sender = models.CharField("来源部门", max_length=60)
    look = models.CharField("表头特征", max_length=64)
    titles = models.JSONField("表头", default=list)
    places = models.JSONField("列的对应", default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="对应人"
    )

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "比对名单的列"
        verbose_name_plural = "比对名单的列"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "sender", "look"],
                name="comparisonmapping_once",
                violation_error_message="这种表头已经对应过。",
            )
        ]

    def __str__(self):
        return "、".join(title for title in self.titles if title)


class ComparisonProfileQuerySet(HandedDownQuerySet):
    def in_force(self, on):
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


class ComparisonProfile(TimeStamped):
    """What a kind of list means in a county and how long things may take, from `since` on.

    Without a row the profile of `profiles.toml` holds. A new row ends the one before it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="县（区）")
    code = models.SlugField("代码", max_length=30)
    name = models.CharField("名称", max_length=40)
    fields = models.JSONField("默认比对项目", default=list)
    only_here = models.BooleanField("列出只在登记表的人", default=False)
    only_there = models.BooleanField("列出只在名单的人", default=False)
    task_days = models.PositiveSmallIntegerField("村级核实天数")
    remind_days = models.PositiveSmallIntegerField("提前提醒天数")
    keep_days = models.PositiveSmallIntegerField("办结后保存天数")
    since = models.DateField("执行日期")
    until = models.DateField("停止日期", null=True, blank=True)

    objects = ComparisonProfileQuerySet.as_manager()

    class Meta:
        verbose_name = "比对名单的含义"
        verbose_name_plural = "比对名单的含义"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code", "since"],
                name="comparisonprofile_once_a_day",
                violation_error_message="这一天已经有规定。",
            ),
            models.CheckConstraint(
                name="comparisonprofile_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                violation_error_message="停止日期不能早于执行日期。",
            ),
        ]

    def __str__(self):
        return self.name
