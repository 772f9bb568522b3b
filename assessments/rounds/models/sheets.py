from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.rounds.models.rounds import Round
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet


class SheetQuerySet(UnitScopedQuerySet):
    def counted(self):
        """Leave out the units that are not assessed this year."""
        return self.filter(exempt_reason="")


def _actor(label):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Sheet(TimeStamped):
    """The 考核评分表 of one unit in one year: how far it is, who has handed it in and who has reviewed it."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="sheets", verbose_name="年度考核")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="sheets", verbose_name="单位")
    self_at = models.DateTimeField("自评提交时间", null=True, blank=True)
    self_by = _actor("自评提交人")
    township_at = models.DateTimeField("初审时间", null=True, blank=True)
    township_by = _actor("初审人")
    county_at = models.DateTimeField("复核时间", null=True, blank=True)
    county_by = _actor("复核人")
    # The county may let one unit hand in later; the reason is kept with who let it.
    extended_until = models.DateField("延期至", null=True, blank=True)
    extended_reason = models.CharField("延期理由", max_length=200, blank=True)
    exempt_reason = models.CharField("不参加考核的理由", max_length=200, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "考核评分表"
        verbose_name_plural = "考核评分表"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit"],
                name="sheet_once",
                violation_error_message="该单位本年度已有考核评分表。",
            ),
            models.CheckConstraint(
                name="sheet_extended_for_a_reason",
                condition=Q(extended_until=None) | ~Q(extended_reason=""),
                violation_error_message="延期须写明理由。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name} {self.round}"

    def get_absolute_url(self):
        return reverse("rounds:sheet_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def is_exempt(self):
        return bool(self.exempt_reason)

    @property
    def last_day(self):
        """Return the last day on which the unit may score itself."""
        return max(self.round.self_until, self.extended_until or self.round.self_until)


class TargetQuerySet(UnitScopedQuerySet):
    unit_path = "sheet__unit__path"


class Target(TimeStamped):
    """What one unit has promised for one item of the year (责任书 指标)."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="targets", verbose_name="考核评分表")
    lineage = models.UUIDField("指标沿革号")
    value = models.DecimalField("指标数", max_digits=14, decimal_places=2)
    how = models.CharField("下达方式", max_length=60, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "年度指标"
        verbose_name_plural = "年度指标"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "lineage"],
                name="target_once",
                violation_error_message="该单位这一项已有年度指标。",
            ),
            models.CheckConstraint(
                name="target_not_negative",
                condition=Q(value__gte=0),
                violation_error_message="指标数不能为负。",
            ),
        ]

    def __str__(self):
        return f"{self.sheet}：{self.value}"

    @property
    def unit_path(self):
        return self.sheet.unit.path
