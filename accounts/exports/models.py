from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.exports.choices import TONES, Purpose, State
from core.encryption import EncryptedTextField
from core.models import TimeStamped
from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet

EVERYTHING = "*"  # the reach of somebody who sees everything


class ExportRule(DatedRule):
    """From how many rows on an export needs an approval, and how far that goes, from a day on.

    It holds for the unit that sets it and for all below that set none of their own.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="export_rules", verbose_name="单位")
    free_rows = models.PositiveIntegerField("免审批的人数上限")
    valid_days = models.PositiveSmallIntegerField("同意后有效天数")
    downloads = models.PositiveSmallIntegerField("每次同意可下载次数")
    growth_percent = models.PositiveSmallIntegerField("名单可增长的百分比")
    small_needs_reason = models.BooleanField("上限以内也须登记事由", default=False)

    class Meta:
        verbose_name = "导出规定"
        verbose_name_plural = "导出规定"
        constraints = dated_constraints(
            fields=["unit"], one_open="exportrule_one_open", one_a_day="exportrule_one_a_day",
            ends="exportrule_ends_after_it_begins", what="该单位", noun="规定",
        )  # fmt: skip

    def __str__(self):
        return (
            f"{self.since:%Y-%m-%d}起：超过 {self.free_rows} 人须审批，同意后 {self.valid_days} 天内"
            f"可下载 {self.downloads} 次"
        )

    @property
    def unit_path(self):
        return self.unit.path

    def most_rows(self, persons):
        """Return how many rows a list of `persons` may have when it is fetched."""
        if persons <= self.free_rows:
            return self.free_rows
        return persons + persons * self.growth_percent // 100

    def last_day(self, at):
        """Return until when an approval of the moment `at` is good."""
        return timezone.localdate(at) + timedelta(days=self.valid_days)


class ExportRequestQuerySet(UnitScopedQuerySet):
    def owned_by(self, user):
        return self.filter(asked_by=user)

    def waiting(self):
        return self.filter(state=State.WAITING)

    def usable(self, on):
        """Keep those under which something may still be fetched on the day `on`."""
        return self.filter(state=State.GRANTED, valid_until__gte=on, used__lt=F("downloads"))

    def for_list(self):
        return self.select_related("unit", "asked_by", "decided_by").order_by("-pk")


class ExportRequest(TimeStamped):
    """Somebody's application to take one list out of the house, and what became of it.

    It remembers the address, not the rows. What was searched for may be a person's name or number, so the
    query is stored encrypted and recognised by its digest.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="export_requests", verbose_name="范围")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="export_requests", verbose_name="申请人"
    )
    asked_at = models.DateTimeField("申请时间")
    what = models.CharField("内容", max_length=200)
    path = models.CharField("页面", max_length=300)
    query = EncryptedTextField("筛选地址", blank=True)
    address = models.CharField("地址摘要", max_length=64)
    filters = models.JSONField("筛选条件", default=list)
    kinds = models.CharField("所含信息", max_length=200)
    persons = models.PositiveIntegerField("人数")
    most_persons = models.PositiveIntegerField("下载时的人数上限")
    reach = models.TextField("申请时的权限范围")
    purpose = models.CharField("用途", max_length=10, choices=Purpose)
    reason = models.CharField("事由", max_length=300)
    recipient = models.CharField("提供给谁", max_length=100)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="审批人",
    )  # fmt: skip
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    word = models.CharField("审批意见", max_length=300, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    downloads = models.PositiveSmallIntegerField("可下载次数", default=0)
    used = models.PositiveSmallIntegerField("已下载次数", default=0)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="收回或撤回人",
    )  # fmt: skip
    ended_at = models.DateTimeField("收回或撤回时间", null=True, blank=True)
    ended_word = models.CharField("收回原因", max_length=300, blank=True)

    objects = ExportRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "导出申请"
        verbose_name_plural = "导出申请"
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "address"], condition=Q(state="waiting"),
                name="exportrequest_waits_once", violation_error_message="同样的申请正在等待审批。",
            ),
            models.CheckConstraint(
                name="exportrequest_four_eyes",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                violation_error_message="申请人不能审批自己的申请。",
            ),
            models.CheckConstraint(
                name="exportrequest_not_used_up_twice", condition=Q(used__lte=F("downloads")),
                violation_error_message="下载次数已经用完。",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["asked_by", "address", "-id"], name="exportrequest_newest"),
            models.Index(fields=["state", "unit"], name="exportrequest_waiting"),
        ]

    def __str__(self):
        return f"{self.what}（{self.number}）"

    def get_absolute_url(self):
        return reverse("exports:request_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def number(self):
        """Return what the mark on the file calls it by."""
        return f"{timezone.localtime(self.asked_at):%Y%m%d}-{self.pk}"

    @property
    def is_waiting(self):
        return self.state == State.WAITING

    @property
    def left(self):
        """Return how many downloads are left."""
        return self.downloads - self.used

    @property
    def is_past(self):
        """True if the approval has run out."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def is_usable(self):
        return self.state == State.GRANTED and self.left > 0 and not self.is_past

    @property
    def badge(self):
        """Return (text, tone) for what it is good for today."""
        if self.state == State.GRANTED and self.is_past:
            return "已过期", "none"
        if self.state == State.GRANTED and not self.left:
            return "次数已用完", "none"
        return self.get_state_display(), TONES.get(self.state, "none")

    @property
    def source(self):
        """Return the address at which the list is fetched; for its owner only."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def covers(self, scope):
        """True if somebody of this scope sees nothing but what was in reach when it was applied for."""
        if self.reach == EVERYTHING:
            return True
        own = self.reach.split(",")
        return not scope.everywhere and all(path.startswith(tuple(own)) for path in scope.paths)


class ExportDownload(models.Model):
    """One time that a list was fetched under an approval."""

    request = models.ForeignKey(
        ExportRequest, models.PROTECT, related_name="fetched", verbose_name="导出申请"
    )
    number = models.PositiveSmallIntegerField("第几次")
    at = models.DateTimeField("时间")
    persons = models.PositiveIntegerField("人数")
    remote_addr = models.GenericIPAddressField("地址", null=True, blank=True)

    class Meta:
        verbose_name = "导出下载"
        verbose_name_plural = "导出下载"
        constraints = [
            models.UniqueConstraint(
                fields=["request", "number"], name="exportdownload_once",
                violation_error_message="这一次下载已经登记。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.request.number} 第 {self.number} 次"
