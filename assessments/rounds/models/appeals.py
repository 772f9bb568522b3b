from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.rounds.models.sheets import Sheet
from core.models import TimeStamped
from orgs.scoping import UnitScopedQuerySet


class AppealQuerySet(UnitScopedQuerySet):
    unit_path = "sheet__unit__path"

    def open(self):
        """Keep those that wait for a decision."""
        return self.filter(decided_at=None)


class Appeal(TimeStamped):
    """A unit does not accept the points of one item, and what the county decided about that."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="appeals", verbose_name="考核评分表")
    lineage = models.UUIDField("指标沿革号")
    item_name = models.CharField("考核指标", max_length=200)
    points_before = models.DecimalField("申诉前得分", max_digits=7, decimal_places=2)
    claimed = models.DecimalField("主张得分", max_digits=7, decimal_places=2)
    reason = models.CharField("申诉理由", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申诉人")
    at = models.DateTimeField("申诉时间")
    is_upheld = models.BooleanField("申诉成立", null=True, blank=True)
    points_after = models.DecimalField("裁定得分", max_digits=7, decimal_places=2, null=True, blank=True)
    words = models.CharField("裁定意见", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="裁定人",
    )
    decided_at = models.DateTimeField("裁定时间", null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = "考核申诉"
        verbose_name_plural = "考核申诉"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "lineage"],
                name="appeal_once_an_item",
                violation_error_message="这一项已经申诉过，每项只能申诉一次。",
            ),
            models.CheckConstraint(
                name="appeal_decided_with_words",
                condition=Q(decided_at=None, decided_by=None, is_upheld=None, words="")
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False, is_upheld__isnull=False)
                    & ~Q(words="")
                ),
                violation_error_message="裁定须写明是否成立和意见。",
            ),
        ]

    def __str__(self):
        return f"{self.sheet.unit.name}：{self.item_name}"

    def get_absolute_url(self):
        return reverse("rounds:appeal_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.sheet.unit.path

    @property
    def is_open(self):
        return self.decided_at is None

    @property
    def badge(self):
        """Return (text, tone) for how far it is."""
        if self.is_open:
            return "待裁定", "warn"
        return ("申诉成立", "good") if self.is_upheld else ("申诉不成立", "none")
