from django.db import models
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from registry.choices import ArchiveReason, Education
from registry.models import Person
from registry.models.identified import Identified, IdentifiedQuerySet
from staff.choices import Kinship, Political


class Member(Identified, TimeStamped):
    """A 专职委员 or 理事长 as a person, in post or not; `unit` follows the latest appointment.

    domain.md §4.3 lists the data to hold.
    """

    education = models.CharField("文化程度", max_length=20, choices=Education, blank=True)
    political = models.CharField("政治面貌", max_length=20, choices=Political, blank=True)
    kinship = models.CharField("与残疾人关系", max_length=20, choices=Kinship, blank=True)
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="as_member",
        verbose_name="本人的残疾人登记",
    )
    relative = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="relatives_in_post",
        verbose_name="所属残疾人",
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="members", verbose_name="所在单位")
    note = models.TextField("备注", blank=True)

    objects = IdentifiedQuerySet.as_manager()

    class Meta:
        verbose_name = "专职委员"
        verbose_name_plural = "专职委员"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="member_person_once",
                violation_error_message="这位残疾人已登记为另一名专职委员。",
            ),
        ]
        indexes = [models.Index(fields=["pinyin"], name="member_pinyin")]

    def get_absolute_url(self):
        return reverse("staff:member_detail", args=[self.pk])

    @property
    def is_disabled(self):
        return self.kinship == Kinship.SELF

    @property
    def is_kin(self):
        """True for who is eligible by a disabled relative or friend, who should be named."""
        return self.kinship not in ("", Kinship.SELF, Kinship.NONE)

    @property
    def died_on(self):
        """Return the day of death that the register knows of, or None."""
        person = self.person
        is_dead = person is not None and person.archive_reason == ArchiveReason.DEATH
        return person.archive_date if is_dead else None
