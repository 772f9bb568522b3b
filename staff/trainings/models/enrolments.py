from django.conf import settings
from django.db import models

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet
from staff.models.members import Member
from staff.models.trainings import Training


class TrainingQuota(TimeStamped):
    """How many people a township may send to a training."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="quotas", verbose_name="培训")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="乡镇（街道）")
    places = models.PositiveSmallIntegerField("名额")

    objects = HandedDownQuerySet.as_manager()

    class Meta:
        verbose_name = "培训名额"
        verbose_name_plural = "培训名额"
        constraints = [
            models.UniqueConstraint(
                fields=["training", "unit"],
                name="trainingquota_once",
                violation_error_message="该乡镇的名额已经设定。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name}：{self.places}"


class EnrolmentQuerySet(UnitScopedQuerySet):
    unit_path = "member__unit__path"


class Enrolment(TimeStamped):
    """A member is to take part in a training (报名)."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="enrolments", verbose_name="培训")
    member = models.ForeignKey(Member, models.PROTECT, related_name="enrolments", verbose_name="专职委员")
    township = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="名额所属乡镇")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="报名人"
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "培训报名"
        verbose_name_plural = "培训报名"
        constraints = [
            models.UniqueConstraint(
                fields=["training", "member"],
                name="enrolment_once",
                violation_error_message="此人已报名这次培训。",
            ),
        ]

    def __str__(self):
        return f"{self.member.name}：{self.training.title}"

    @property
    def unit(self):
        return self.member.unit
