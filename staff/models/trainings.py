from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet
from staff.choices import TrainingLevel
from staff.models.members import Member


class TrainingQuerySet(HandedDownQuerySet):
    def of_year(self, year):
        return self.filter(held_on__year=year)


class Training(TimeStamped):
    """One training course that a unit has held; 专职委员 take part at least twice a year (domain.md §0.3)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="trainings", verbose_name="举办单位")
    title = models.CharField("培训内容", max_length=100)
    held_on = models.DateField("举办日期")
    hours = models.PositiveSmallIntegerField("学时")
    level = models.CharField("级别", max_length=20, choices=TrainingLevel, default=TrainingLevel.COUNTY)
    place = models.CharField("地点", max_length=100, blank=True)
    teacher = models.CharField("授课人", max_length=60, blank=True)
    note = models.TextField("备注", blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = "培训"
        verbose_name_plural = "培训"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "held_on", "title"],
                name="training_once",
                violation_error_message="该单位当天已登记同一内容的培训。",
            ),
            models.CheckConstraint(
                name="training_has_hours",
                condition=Q(hours__gte=1),
                violation_error_message="学时至少为 1。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("staff:training_detail", args=[self.pk])


class AttendanceQuerySet(UnitScopedQuerySet):
    unit_path = "member__unit__path"


class Attendance(TimeStamped):
    """Somebody took part in a training, and perhaps passed and got a certificate."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="attendances", verbose_name="培训")
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendances", verbose_name="专职委员")
    passed = models.BooleanField("考核合格", default=False)
    certificate_number = models.CharField("结业证号", max_length=60, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "参训记录"
        verbose_name_plural = "参训记录"
        constraints = [
            models.UniqueConstraint(
                fields=["training", "member"],
                name="attendance_once",
                violation_error_message="此人已登记参加本次培训。",
            ),
            models.UniqueConstraint(
                fields=["certificate_number"],
                condition=~Q(certificate_number=""),
                name="attendance_certificate_once",
                violation_error_message="该结业证号已发给其他人。",
            ),
        ]

    def __str__(self):
        return f"{self.member.name}：{self.training.title}"

    @property
    def unit(self):
        return self.member.unit
