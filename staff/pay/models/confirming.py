from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from staff.choices import RunState
from staff.pay.models.runs import StipendRun, somebody

USER = settings.AUTH_USER_MODEL


class RunTownshipQuerySet(UnitScopedQuerySet):
    unit_path = "township__path"

    def waiting(self):
        return self.filter(confirmed_at=None)


class RunTownship(TimeStamped):
    """A township's part of a run, which it confirms for its own people; a county's own posts count as one."""

    run = models.ForeignKey(StipendRun, models.CASCADE, related_name="townships", verbose_name="名册")
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")
    people = models.PositiveIntegerField("人数")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2)
    confirmed_by = somebody("确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    objects = RunTownshipQuerySet.as_manager()

    class Meta:
        verbose_name = "乡镇确认"
        verbose_name_plural = "乡镇确认"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "township"],
                name="runtownship_once",
                violation_error_message="该乡镇已在名册中。",
            ),
            models.CheckConstraint(
                name="runtownship_by_and_at_together",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                violation_error_message="确认人和确认时间必须同时填写。",
            ),
        ]

    def __str__(self):
        return f"{self.township.name}：{self.people} 人"

    @property
    def unit_path(self):
        return self.township.path


class RunObjectionQuerySet(UnitScopedQuerySet):
    def open(self):
        return self.filter(answered_at=None)


class RunObjection(TimeStamped):
    """Something said against a line or a roll, while townships confirm it or while it hangs as a notice."""

    run = models.ForeignKey(StipendRun, models.CASCADE, related_name="objections", verbose_name="名册")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")
    stage = models.CharField("环节", max_length=10, choices=RunState)
    about = models.CharField("涉及的人", max_length=60, blank=True)
    raised_by = models.CharField("提出人", max_length=60, blank=True)
    text = models.CharField("内容", max_length=500)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")
    answer = models.CharField("处理结果", max_length=500, blank=True)
    answered_by = somebody("处理人")
    answered_at = models.DateTimeField("处理时间", null=True, blank=True)

    objects = RunObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "发放异议"
        verbose_name_plural = "发放异议"
        constraints = [
            models.CheckConstraint(
                name="runobjection_answered_in_full",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                violation_error_message="处理结果、处理人和处理时间必须同时填写。",
            ),
        ]

    def __str__(self):
        return self.text[:30]
