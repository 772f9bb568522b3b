from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.periods import FIRST_YEAR, LAST_YEAR
from assessments.schemes.choices import SchemeState, Subject
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet


class SchemeQuerySet(HandedDownQuerySet):
    unit_path = "county__path"

    def published(self):
        """Keep the versions in force."""
        return self.filter(state=SchemeState.PUBLISHED)


class Scheme(TimeStamped):
    """One version of the table by which a county scores one subject in one year (domain.md §3.1).

    A draft may be changed. A published version never changes; its successor takes its place.
    """

    county = models.ForeignKey(Unit, models.PROTECT, related_name="schemes", verbose_name="县（区）")
    year = models.PositiveSmallIntegerField("年度")
    subject = models.CharField("考核对象", max_length=20, choices=Subject)
    version = models.PositiveSmallIntegerField("版次", default=1)
    name = models.CharField("名称", max_length=80)
    basis = models.CharField("依据（文号）", max_length=120, blank=True)
    state = models.CharField("状态", max_length=12, choices=SchemeState, default=SchemeState.DRAFT)
    full_points = models.DecimalField("满分", max_digits=7, decimal_places=2, default=100)
    bonus_cap = models.DecimalField("加分上限", max_digits=6, decimal_places=2, default=0)
    template = models.CharField("范本", max_length=40, blank=True)
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name="来自",
    )
    note = models.TextField("说明", blank=True)
    # Counts every change of the draft, so that two editors notice each other.
    revision = models.PositiveIntegerField("修改次数", default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="起草人"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="最近修改人",
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发布人",
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "考核方案"
        verbose_name_plural = "考核方案"
        constraints = [
            models.UniqueConstraint(
                fields=["county", "year", "subject", "version"],
                name="scheme_version_once",
                violation_error_message="这一年度、这一对象的方案已有这个版次。",
            ),
            models.UniqueConstraint(
                fields=["county", "year", "subject"],
                condition=Q(state="draft"),
                name="scheme_one_draft",
                violation_error_message="这一年度、这一对象的方案已有一份在起草。",
            ),
            models.UniqueConstraint(
                fields=["county", "year", "subject"],
                condition=Q(state="published"),
                name="scheme_one_in_force",
                violation_error_message="这一年度、这一对象的方案只能有一版有效。",
            ),
            models.CheckConstraint(
                name="scheme_in_a_real_year",
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                violation_error_message="年度不正确。",
            ),
            models.CheckConstraint(
                name="scheme_points_positive",
                condition=Q(full_points__gt=0, bonus_cap__gte=0),
                violation_error_message="满分须大于 0，加分上限不能为负。",
            ),
            models.CheckConstraint(
                name="scheme_published_by_somebody",
                condition=Q(state="draft", published_at=None, published_by=None)
                | (~Q(state="draft") & Q(published_at__isnull=False, published_by__isnull=False)),
                violation_error_message="已发布的方案须有发布人和发布时间。",
            ),
        ]

    def __str__(self):
        return f"{self.name}（第 {self.version} 版）" if self.version > 1 else self.name

    def get_absolute_url(self):
        return reverse("schemes:scheme_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.county.path

    @property
    def is_draft(self):
        return self.state == SchemeState.DRAFT

    @property
    def is_published(self):
        return self.state == SchemeState.PUBLISHED

    @property
    def subject_kind(self):
        """Return the `Subject`, with what it knows of levels."""
        return Subject(self.subject)

    def applies_to(self, unit):
        """True if `unit` is of a level that this scheme scores, within its county."""
        return unit.level in self.subject_kind.levels and unit.path.startswith(self.county.path)
