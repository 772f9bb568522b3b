from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.rounds.models import Sheet
from assessments.schemes.models import Scheme
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet


class PledgeQuerySet(UnitScopedQuerySet):
    unit_path = "sheet__unit__path"

    def standing(self):
        """Leave out what was recalled before anybody signed it."""
        return self.filter(recalled_at=None)

    def signed(self):
        return self.filter(signed_on__isnull=False)

    def for_page(self):
        """Fetch everything the page of a pledge shows."""
        return self.select_related(
            "sheet__unit__parent", "sheet__round__county", "scheme", "first_party", "issued_by"
        )


def _actor(label, **more):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **more
    )


class Pledge(TimeStamped):
    """A 目标管理责任书 of a unit: the text and the targets as they were issued, and who has signed (SEED0).

    A later one of the same sheet is an amendment; it counts once it is signed, and the earlier stays.
    """

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="pledges", verbose_name="考核评分表")
    number = models.PositiveSmallIntegerField("第几份", default=1)
    serial = models.PositiveIntegerField("编号")
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="pledges", verbose_name="考核方案")
    first_party = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="甲方")
    title = models.CharField("标题", max_length=100)
    body = models.TextField("正文")
    reason = models.CharField("变更理由", max_length=200, blank=True)
    issued_by = _actor("下达人")
    issued_at = models.DateTimeField("下达时间")
    recalled_by = _actor("撤回人", null=True, blank=True)
    recalled_at = models.DateTimeField("撤回时间", null=True, blank=True)
    signed_on = models.DateField("签订日期", null=True, blank=True)
    first_signatory = models.CharField("甲方签字人", max_length=30, blank=True)
    second_signatory = models.CharField("乙方签字人", max_length=30, blank=True)
    signed_by = _actor("登记人", null=True, blank=True)
    signed_at = models.DateTimeField("登记时间", null=True, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = "责任书"
        verbose_name_plural = "责任书"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "number"],
                name="pledge_number_once",
                violation_error_message="该单位已有这一份责任书。",
            ),
            models.CheckConstraint(
                name="pledge_signed_by_both",
                condition=Q(signed_on=None, signed_by=None, signed_at=None)
                | (
                    Q(signed_on__isnull=False, signed_by__isnull=False, signed_at__isnull=False)
                    & ~Q(first_signatory="")
                    & ~Q(second_signatory="")
                ),
                violation_error_message="签订须写明日期和双方签字人。",
            ),
            models.CheckConstraint(
                name="pledge_recalled_before_signing",
                condition=Q(recalled_at=None, recalled_by=None)
                | Q(recalled_at__isnull=False, recalled_by__isnull=False, signed_on=None),
                violation_error_message="已签订的责任书不能撤回。",
            ),
        ]

    def __str__(self):
        return f"{self.sheet.unit.name}{self.title}"

    def get_absolute_url(self):
        return reverse("pledges:pledge_detail", args=[self.sheet_id])

    @property
    def unit_path(self):
        return self.sheet.unit.path

    @property
    def is_signed(self):
        return self.signed_on is not None

    @property
    def is_recalled(self):
        return self.recalled_at is not None

    @property
    def code(self):
        """Return its number as it is printed."""
        return f"责〔{self.scheme.year}〕{self.serial}号"


class PledgeLineQuerySet(UnitScopedQuerySet):
    unit_path = "pledge__sheet__unit__path"


class PledgeLine(models.Model):
    """One item of a pledge as it was issued; `target` is None where the item has no number for each unit."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="lines", verbose_name="责任书")
    number = models.PositiveSmallIntegerField("序号")
    lineage = models.UUIDField("指标沿革号")
    section = models.CharField("考核项目", max_length=60)
    name = models.CharField("工作目标", max_length=200)
    points = models.DecimalField("分值", max_digits=6, decimal_places=2)
    measure = models.CharField("单位", max_length=20, blank=True)
    target = models.DecimalField("指标数", max_digits=14, decimal_places=2, null=True, blank=True)

    objects = PledgeLineQuerySet.as_manager()

    class Meta:
        verbose_name = "责任书指标"
        verbose_name_plural = "责任书指标"
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "lineage"], name="pledgeline_once"),
        ]

    def __str__(self):
        return f"{self.name}：{self.target}"

    @property
    def unit_path(self):
        return self.pledge.sheet.unit.path
