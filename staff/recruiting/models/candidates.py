from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.encryption import digest
from core.models import TimeStamped
from core.pinyin import initials
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.choices import Education
from registry.models import Person
from registry.models.identified import Identified
from staff.choices import Kinship, Political
from staff.models.appointments import Appointment
from staff.models.members import Member
from staff.recruiting.choices import HOLDING, RUNNING, STANDING_TONES, CheckCode, Standing, Way
from staff.recruiting.eligibility import Check
from staff.recruiting.models.notices import RecruitmentNotice
from staff.recruiting.models.recruitments import Opening, Recruitment
from staff.recruiting.rules import FULL_MARKS

SCORE = {"max_digits": 5, "decimal_places": 2, "null": True, "blank": True}
ON_SCALE = [MinValueValidator(0), MaxValueValidator(FULL_MARKS)]


def on_scale(name):
    return Q(**{name: None}) | Q(**{f"{name}__gte": 0, f"{name}__lte": FULL_MARKS})


class CandidateQuerySet(UnitScopedQuerySet):
    """Seen by those who run the recruitment, not by the units of the posts."""

    unit_path = "recruitment__unit__path"

    def running(self):
        """Keep those who still stand for a post."""
        return self.filter(standing__in=RUNNING)

    def for_list(self):
        return self.select_related(
            "recruitment__unit", "opening__post__unit__parent", "home__parent", "notice"
        )


class Candidate(Identified, TimeStamped):
    """Somebody who applies for a post, or is recommended for it.

    `person` is their own entry in the register, `relative` that of the certificate holder by whom they are
    eligible. `checks` are the findings of the day `checked_on`. Marks are of 100.
    """

    bank_name = bank_account = bank_digest = None
    id_digest = models.CharField(max_length=64, db_index=True, editable=False)

    recruitment = models.ForeignKey(
        Recruitment, models.CASCADE, related_name="candidates", verbose_name="招聘"
    )
    opening = models.ForeignKey(Opening, models.PROTECT, related_name="candidates", verbose_name="报考岗位")
    way = models.CharField("报名方式", max_length=20, choices=Way, default=Way.APPLICATION)
    recommended_by = models.CharField("推荐单位或推荐人", max_length=60, blank=True)
    applied_on = models.DateField("报名日期")
    kinship = models.CharField("与残疾人关系", max_length=20, choices=Kinship)
    education = models.CharField("文化程度", max_length=20, choices=Education, blank=True)
    political = models.CharField("政治面貌", max_length=20, choices=Political, blank=True)
    home = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="户籍所在村（社区）",
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="本人的残疾人登记"
    )
    relative = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属残疾人"
    )
    note = models.CharField("备注", max_length=200, blank=True)

    standing = models.CharField("状态", max_length=12, choices=Standing, default=Standing.APPLIED)
    reason = models.CharField("理由", max_length=300, blank=True)
    checks = models.JSONField("审查结果", default=list, blank=True)
    checked_on = models.DateField("审查日期", null=True, blank=True)
    written = models.DecimalField("笔试成绩", validators=ON_SCALE, **SCORE)
    interview = models.DecimalField("面试成绩", validators=ON_SCALE, **SCORE)
    total = models.DecimalField("总成绩", **SCORE)
    is_absent = models.BooleanField("缺考", default=False)
    notice = models.ForeignKey(
        RecruitmentNotice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="candidates",
        verbose_name="公示",
    )
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="candidacies", verbose_name="专职委员"
    )
    appointment = models.OneToOneField(
        Appointment, models.PROTECT, null=True, blank=True, related_name="candidacy", verbose_name="聘任"
    )

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = "报名人"
        verbose_name_plural = "报名人"
        constraints = [
            models.UniqueConstraint(
                fields=["recruitment", "id_digest"],
                name="candidate_once_per_recruitment",
                violation_error_message="此人已报名这次招聘。",
            ),
            models.UniqueConstraint(
                fields=["opening"],
                condition=Q(standing__in=list(HOLDING)),
                name="candidate_one_chosen_per_opening",
                violation_error_message="该岗位已有拟聘人选。",
            ),
            *(
                models.CheckConstraint(
                    name=f"candidate_{name}_on_scale",
                    condition=on_scale(name),
                    violation_error_message=f"成绩须在 0 至 {FULL_MARKS} 分之间。",
                )
                for name in ("written", "interview")
            ),
            models.CheckConstraint(
                name="candidate_hired_with_appointment",
                condition=Q(standing=Standing.HIRED, appointment__isnull=False)
                | (~Q(standing=Standing.HIRED) & Q(appointment=None)),
                violation_error_message="已聘用的必须有聘任记录。",
            ),
        ]

    def refresh_copies(self):
        """Bring digests and initials up to date; there is no account to look after."""
        self.pinyin = initials(self.name)
        self.id_digest, self.phone_digest = digest(self.id_number), digest(self.phone)

    def get_absolute_url(self):
        return reverse("recruiting:candidate_detail", args=[self.pk])

    @property
    def unit(self):
        return self.recruitment.unit

    @property
    def tone(self):
        return STANDING_TONES[Standing(self.standing)]

    @property
    def findings(self):
        """Return the checks as `eligibility.Check`s."""
        return [Check(*kept) for kept in self.checks]

    @property
    def is_hired(self):
        return self.standing == Standing.HIRED


class OverrideQuerySet(UnitScopedQuerySet):
    unit_path = "candidate__recruitment__unit__path"


class EligibilityOverride(TimeStamped):
    """A condition that an applicant does not meet, let pass for a reason by one person and confirmed by
    another."""

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="overrides", verbose_name="报名人")
    code = models.CharField("条件", max_length=20, choices=CheckCode)
    reason = models.CharField("理由", max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    asked_at = models.DateTimeField("提出时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="复核人",
    )
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = "条件放宽"
        verbose_name_plural = "条件放宽"
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "code"],
                name="eligibilityoverride_once",
                violation_error_message="该条件已提出放宽。",
            ),
            models.CheckConstraint(
                name="eligibilityoverride_four_eyes",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                violation_error_message="提出人不能复核自己提出的放宽。",
            ),
            models.CheckConstraint(
                name="eligibilityoverride_confirmed_with_time",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                violation_error_message="复核人和复核时间必须同时填写。",
            ),
        ]

    def __str__(self):
        return f"{self.candidate.name}：{self.get_code_display()}"

    @property
    def unit(self):
        return self.candidate.recruitment.unit

    @property
    def is_confirmed(self):
        return self.confirmed_by_id is not None
