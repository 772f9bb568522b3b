from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet
from staff.choices import TrainingLevel
from staff.models.members import Member


class TrainingQuerySet(HandedDownQuerySet):
    def of_year(self, year):
        return self.filter(held_on__year=year)

    def held(self, on):
        """Keep those that have been held by the day `on`."""
        return self.filter(held_on__lte=on)


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
    plan = models.ForeignKey(
        "staff.TrainingPlan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="trainings",
        verbose_name="年度计划",
    )
    pass_mark = models.PositiveSmallIntegerField(
        "合格分数", default=60, validators=[MaxValueValidator(100)], help_text="登记分数的，达到即为合格。"
    )
    enrols_until = models.DateField("报名截止", null=True, blank=True)

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

    @property
    def is_coming(self):
        return self.held_on > timezone.localdate()

    @property
    def takes_enrolments(self):
        """True while people may still be enrolled: until the last day for it, or the day before it is
        held."""
        last = self.enrols_until or self.held_on
        return timezone.localdate() <= last


class AttendanceQuerySet(UnitScopedQuerySet):
    unit_path = "member__unit__path"


class Attendance(TimeStamped):
    """Somebody took part in a training, and perhaps passed and got a certificate."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="attendances", verbose_name="培训")
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendances", verbose_name="专职委员")
    score = models.DecimalField("考核分数", max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField("考核合格", default=False)
    certificate_number = models.CharField("结业证号", max_length=60, blank=True)
    certificate_on = models.DateField("发证日期", null=True, blank=True)
    is_numbered = models.BooleanField("证号由系统编排", default=False)

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
            models.CheckConstraint(
                name="attendance_score_on_scale",
                condition=Q(score=None) | Q(score__gte=0, score__lte=100),
                violation_error_message="分数须在 0 至 100 之间。",
            ),
            models.CheckConstraint(
                name="attendance_number_of_who_passed",
                condition=Q(is_numbered=False) | (Q(passed=True) & ~Q(certificate_number="")),
                violation_error_message="编排了证号的，必须合格。",
            ),
        ]

    def __str__(self):
        return f"{self.member.name}：{self.training.title}"

    @property
    def unit(self):
        return self.member.unit
