from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from core.models import TimeStamped
from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from staff.life.choices import EventKind
from staff.models.appointments import Appointment

MOST_DAYS = 730
DAYS = [MaxValueValidator(MOST_DAYS)]


class AlertRule(DatedRule):
    """How many days ahead a county wants to be told, from `since` on; without a row the defaults (建议)
    hold."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="alert_rules", verbose_name="县（区）")
    contract_days = models.PositiveSmallIntegerField("合同到期前几天提醒", default=60, validators=DAYS)
    age_days = models.PositiveSmallIntegerField("到年龄上限前几天提醒", default=180, validators=DAYS)
    card_days = models.PositiveSmallIntegerField("残疾人证到期前几天提醒", default=90, validators=DAYS)

    class Meta:
        verbose_name = "队伍提醒规则"
        verbose_name_plural = "队伍提醒规则"
        constraints = dated_constraints(
            fields=["unit"],
            one_open="alertrule_one_open",
            one_a_day="alertrule_one_a_day",
            ends="alertrule_ends_after_it_begins",
            what="该县（区）",
            noun="提醒规则",
        )

    def __str__(self):
        return (
            f"合同前 {self.contract_days} 天、年龄前 {self.age_days} 天、残疾人证前 {self.card_days} 天提醒"
        )


class ThroughAppointment(UnitScopedQuerySet):
    unit_path = "appointment__post__unit__path"


class CareerEvent(TimeStamped):
    """One thing that happened to somebody in post. `facts` are (title, words) pairs; a 整改 has a
    `due_on`."""

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="events", verbose_name="聘任")
    kind = models.CharField("事项", max_length=12, choices=EventKind)
    on = models.DateField("日期")
    facts = models.JSONField("内容", default=list, blank=True)
    text = models.TextField("说明", blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    done_on = models.DateField("验收日期", null=True, blank=True)
    result = models.CharField("验收结果", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")

    objects = ThroughAppointment.as_manager()

    class Meta:
        verbose_name = "任职变动"
        verbose_name_plural = "任职变动"
        constraints = [
            models.CheckConstraint(
                name="careerevent_due_with_mending",
                condition=Q(kind=EventKind.MENDING, due_on__isnull=False)
                | (~Q(kind=EventKind.MENDING) & Q(due_on=None, done_on=None)),
                violation_error_message="限期整改必须有期限。",
            ),
            models.CheckConstraint(
                name="careerevent_done_with_result",
                condition=Q(done_on=None, result="") | (Q(done_on__isnull=False) & ~Q(result="")),
                violation_error_message="验收须写明结果。",
            ),
        ]
        indexes = [models.Index(fields=["appointment", "on"], name="careerevent_history")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"

    @property
    def unit(self):
        return self.appointment.post.unit

    @property
    def is_open(self):
        """True while a 整改 has not been accepted."""
        return self.due_on is not None and self.done_on is None


class HandOver(TimeStamped):
    """What somebody who leaves hands over (移交清单); `items` are texts, one thing each."""

    appointment = models.OneToOneField(
        Appointment, models.PROTECT, related_name="hand_over", verbose_name="聘任"
    )
    on = models.DateField("移交日期")
    items = models.JSONField("移交清单", default=list)
    receiver = models.CharField("接收人", max_length=60)
    witness = models.CharField("监交人", max_length=60, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")

    objects = ThroughAppointment.as_manager()

    class Meta:
        verbose_name = "离任移交"
        verbose_name_plural = "离任移交"

    def __str__(self):
        return f"{self.appointment.member.name}移交 {self.on:%Y-%m-%d}"

    @property
    def unit(self):
        return self.appointment.post.unit
