from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.choices import Education
from registry.models import Person
from staff.models.members import Member
from staff.talents.choices import Field


class TalentQuerySet(UnitScopedQuerySet):
    def standing(self):
        """Keep those who are in the pool now."""
        return self.filter(left_on=None)

    def matching(self, text):
        """Keep those with this text in name, specialty, honours or place of work."""
        text = text.strip()
        if not text:
            return self
        columns = ("person__name", "member__name", "specialty", "honours", "workplace", "recommended_by")
        found = Q(pk__in=[])
        for column in columns:
            found |= Q(**{f"{column}__contains": text})
        return self.filter(found)

    def for_list(self):
        return self.select_related("unit__parent", "person", "member")


class Talent(TimeStamped):
    """Somebody of the register, or a 专职委员, whom the pool of talents holds from `entered_on` on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="talents", verbose_name="所在单位")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="talents", verbose_name="残疾人登记"
    )
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="talents", verbose_name="专职委员"
    )
    field = models.CharField("人才类别", max_length=20, choices=Field)
    specialty = models.CharField("特长", max_length=200)
    education = models.CharField("学历", max_length=20, choices=Education, blank=True)
    workplace = models.CharField("工作单位和职务", max_length=100, blank=True)
    honours = models.TextField("荣誉和成果", blank=True)
    recommended_by = models.CharField("推荐单位", max_length=60)
    entered_on = models.DateField("入库日期")
    left_on = models.DateField("出库日期", null=True, blank=True)
    leave_reason = models.CharField("出库原因", max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    objects = TalentQuerySet.as_manager()

    class Meta:
        verbose_name = "人才"
        verbose_name_plural = "人才库"
        constraints = [
            models.CheckConstraint(
                name="talent_is_one_of_two",
                condition=Q(person__isnull=False, member=None) | Q(person=None, member__isnull=False),
                violation_error_message="入库的人须是登记的残疾人，或是专职委员。",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(left_on=None),
                name="talent_person_once",
                violation_error_message="此人已在人才库中。",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(left_on=None),
                name="talent_member_once",
                violation_error_message="此人已在人才库中。",
            ),
            models.CheckConstraint(
                name="talent_left_with_reason",
                condition=Q(left_on=None, leave_reason="") | (Q(left_on__isnull=False) & ~Q(leave_reason="")),
                violation_error_message="出库须写明日期和原因。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("talents:talent_edit", args=[self.pk])

    @property
    def who(self):
        """Return the person or the member."""
        return self.person or self.member

    @property
    def name(self):
        return self.who.name
