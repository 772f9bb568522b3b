from django.db import models
from django.db.models import Q

from assessments.schemes.choices import BandKind
from assessments.schemes.models.schemes import Scheme
from core.models import TimeStamped
from orgs.scoping import HandedDownQuerySet


class BandQuerySet(HandedDownQuerySet):
    unit_path = "scheme__county__path"


class Band(TimeStamped):
    """What a total comes to from some points on: a grade, a number of stars, or a tier (domain.md §3.9).

    A band ends where the next higher one begins, so that bands cannot overlap; the lowest begins at 0.
    """

    class Tone(models.TextChoices):
        GOOD = "good", "绿"
        NONE = "none", "灰"
        WARN = "warn", "黄"
        BAD = "bad", "红"

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="bands", verbose_name="考核方案")
    kind = models.CharField("种类", max_length=10, choices=BandKind)
    number = models.PositiveSmallIntegerField("序号")  # 1 is the highest
    name = models.CharField("名称", max_length=20)
    from_points = models.DecimalField("起始分", max_digits=7, decimal_places=2)
    quota_percent = models.DecimalField(
        "名额比例（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    tone = models.CharField("颜色", max_length=6, choices=Tone, default=Tone.NONE)

    objects = BandQuerySet.as_manager()

    class Meta:
        verbose_name = "分数段"
        verbose_name_plural = "分数段"
        ordering = ["kind", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "kind", "from_points"],
                name="band_begins_once",
                violation_error_message="两个分数段不能从同一分数开始。",
            ),
            models.CheckConstraint(
                name="band_numbers_sound",
                condition=Q(from_points__gte=0)
                & (Q(quota_percent=None) | Q(quota_percent__gte=0, quota_percent__lte=100)),
                violation_error_message="起始分不能为负，名额比例须在 0 到 100 之间。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def unit_path(self):
        return self.scheme.county.path
