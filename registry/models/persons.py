from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from core.encryption import EncryptedTextField
from core.masking import masked_phone
from core.models import TimeStamped
from orgs.models import Unit
from registry.choices import (
    SEVERE_GRADES,
    ArchiveReason,
    CardState,
    Category,
    Education,
    Employment,
    Grade,
    Hukou,
    Marriage,
    Relation,
    Subsistence,
)  # fmt: skip
from registry.models.identified import Identified, IdentifiedQuerySet

EXPIRY_WARNING_DAYS = 90


class PersonQuerySet(IdentifiedQuerySet):
    unit_path = "unit_path"
    number_digests = ("id_digest", "card_digest", "phone_digest")

    def active(self):
        """Keep those on the register, leaving out the archived."""
        return self.filter(archived_at=None)

    def archived(self):
        return self.filter(archived_at__isnull=False)

    def severe(self):
        """Keep grades one and two (重度残疾)."""
        return self.filter(grade__in=SEVERE_GRADES)

    def card_valid(self):
        """Keep those whose certificate has not been frozen or cancelled; it may have run out."""
        return self.filter(card_state=CardState.VALID)

    def card_expired(self, on):
        """Keep those whose certificate has run out before the day `on`."""
        return self.filter(card_expires_on__lt=on)

    def card_expiring(self, on, until):
        """Keep those whose certificate is still valid on `on` but runs out by `until`."""
        return self.filter(card_expires_on__gte=on, card_expires_on__lte=until)

    def living_apart(self):
        """Keep those who live elsewhere than where their household is registered (人户分离)."""
        return self.filter(Q(residence__isnull=False) & ~Q(residence=F("unit")))

    def for_list(self):
        """Fetch everything one row of the list shows."""
        return self.select_related("unit", "unit__parent")


class Person(Identified, TimeStamped):
    """A disabled person on the register of a village or community, keyed by the ID number.

    Category, grade and the certificate's dates are a copy of the current certificate, kept by
    `registry.services.certificates`, so that lists and counts need no join (docs/adr).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="persons", verbose_name="户籍所在村（社区）")
    unit_path = models.CharField(max_length=40, editable=False)
    residence = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="residents", verbose_name="现居住村（社区）"
    )
    address = models.CharField("住址", max_length=200, blank=True)
    household_number = models.CharField("户编号", max_length=30, blank=True, db_index=True)
    relation = models.CharField("与户主关系", max_length=20, choices=Relation, blank=True)
    hukou = models.CharField("户口性质", max_length=10, choices=Hukou, blank=True)

    education = models.CharField("文化程度", max_length=20, choices=Education, blank=True)
    marriage = models.CharField("婚姻状况", max_length=20, choices=Marriage, blank=True)
    employment = models.CharField("就业状况", max_length=20, choices=Employment, blank=True)
    subsistence = models.CharField(
        "低保特困", max_length=10, choices=Subsistence, default=Subsistence.NONE, blank=True
    )
    guardian_name = models.CharField("监护人", max_length=60, blank=True)
    guardian_relation = models.CharField("监护人关系", max_length=30, blank=True)
    guardian_phone = EncryptedTextField("监护人电话", blank=True)
    photo = models.FileField("照片", upload_to="photos/%Y/", blank=True)
    note = models.TextField("备注", blank=True)

    category = models.CharField("残疾类别", max_length=1, choices=Category, blank=True)
    grade = models.CharField("残疾等级", max_length=1, choices=Grade, blank=True)
    card_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    card_state = models.CharField("残疾人证状态", max_length=10, choices=CardState, blank=True)
    card_expires_on = models.DateField("残疾人证有效期至", null=True, blank=True)

    archived_at = models.DateTimeField("归档时间", null=True, blank=True)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="归档人",
    )
    archive_reason = models.CharField("归档原因", max_length=20, choices=ArchiveReason, blank=True)
    archive_date = models.DateField("发生日期", null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "残疾人"
        verbose_name_plural = "残疾人"
        constraints = [
            models.CheckConstraint(
                name="person_archived_at_by_reason_together",
                condition=Q(archived_at=None, archived_by=None, archive_reason="")
                | (Q(archived_at__isnull=False, archived_by__isnull=False) & ~Q(archive_reason="")),
                violation_error_message="归档时间、归档人和归档原因必须同时填写。",
            ),
        ]
        indexes = [
            # What a list, a tally and a count of certificates read from the index alone.
            models.Index(fields=["archived_at", "unit_path", "pinyin", "id", "name"], name="person_search"),
            models.Index(
                fields=["archived_at", "unit_path", "category", "grade", "card_state", "card_expires_on"],
                name="person_tally",
            ),
            models.Index(fields=["pinyin"], name="person_pinyin"),
            models.Index(
                fields=["archived_at", "unit_path", "household_number"],
                condition=Q(household_number__gt=""),
                name="person_household",
            ),
            models.Index(
                fields=["archived_at", "card_state", "card_expires_on", "unit_path"], name="person_expiry"
            ),
            models.Index(
                fields=["archived_at", "unit_path", "pinyin"],
                condition=Q(residence__isnull=False) & ~Q(residence=F("unit")),
                name="person_living_apart",
            ),
        ]

    def refresh_copies(self):
        """Bring digests, initials and the unit's path up to date; bulk writers call it themselves."""
        super().refresh_copies()
        self.unit_path = self.unit.path

    def get_absolute_url(self):
        return reverse("registry:person_detail", args=[self.pk])

    @property
    def is_archived(self):
        return self.archived_at is not None

    @property
    def has_subsistence(self):
        return self.subsistence not in ("", Subsistence.NONE)

    @property
    def lives_apart(self):
        """True for 人户分离: the person lives elsewhere than where the household is registered."""
        return self.residence_id is not None and self.residence_id != self.unit_id

    @property
    def is_severe(self):
        return self.grade in SEVERE_GRADES

    @property
    def masked_guardian_phone(self):
        return masked_phone(self.guardian_phone)

    @property
    def card_badge(self):
        """Return (text, tone) for the state of the certificate today."""
        if not self.card_state:
            return "未办证", "none"
        if self.card_state != CardState.VALID:
            return self.get_card_state_display(), "bad"
        if self.card_expires_on is None:
            return "有效", "good"
        days = (self.card_expires_on - timezone.localdate()).days
        if days < 0:
            return "已过期", "bad"
        return (f"{days} 天后到期", "warn") if days <= EXPIRY_WARNING_DAYS else ("有效", "good")
