import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.kept_files import KeptFile
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from staff.choices import AdjustmentKind, AdjustmentState
from staff.models.members import Member
from staff.pay.models.lines import StipendLine
from staff.pay.models.runs import somebody

TONES = {AdjustmentState.PROPOSED: "warn", AdjustmentState.APPROVED: "good", AdjustmentState.REFUSED: "none"}


class AdjustmentQuerySet(UnitScopedQuerySet):
    def approved(self):
        return self.filter(state=AdjustmentState.APPROVED)

    def proposed(self):
        return self.filter(state=AdjustmentState.PROPOSED)

    def for_list(self):
        return self.select_related(
            "member", "unit", "unit__parent", "proposed_by", "decided_by", "line", "line__run"
        )


class StipendAdjustment(TimeStamped):
    """A bonus or a deduction of a member, proposed by one person and approved by another (domain.md §4.4)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="adjustments", verbose_name="专职委员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("类别", max_length=10, choices=AdjustmentKind)
    month = models.DateField("所属月份")
    amount = models.DecimalField("金额（元）", max_digits=9, decimal_places=2)
    reason = models.CharField("事由", max_length=200)
    state = models.CharField("状态", max_length=10, choices=AdjustmentState, default=AdjustmentState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间")
    decided_by = somebody("审批人")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    line = models.ForeignKey(
        StipendLine, models.SET_NULL, null=True, blank=True, related_name="adjustments", verbose_name="明细"
    )

    objects = AdjustmentQuerySet.as_manager()

    class Meta:
        verbose_name = "奖励与扣款"
        verbose_name_plural = "奖励与扣款"
        constraints = [
            models.CheckConstraint(
                name="adjustment_is_positive",
                condition=Q(amount__gt=0, month__day=1),
                violation_error_message="金额须大于 0，月份须以 1 日表示。",
            ),
            models.CheckConstraint(
                name="adjustment_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="提出人不能审批自己提出的奖励或扣款。",
            ),
            models.CheckConstraint(
                name="adjustment_state_fits_its_decision",
                condition=Q(state=AdjustmentState.PROPOSED, decided_by=None, decided_at=None)
                | (
                    ~Q(state=AdjustmentState.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                violation_error_message="审批结果须有审批人和审批时间。",
            ),
        ]
        indexes = [models.Index(fields=["member", "state", "month"], name="adjustment_of_member")]

    def __str__(self):
        return f"{self.member.name}{self.get_kind_display()} {self.amount} 元"

    def get_absolute_url(self):
        return reverse("staff:adjustment_detail", args=[self.pk])

    @property
    def badge(self):
        return self.get_state_display(), TONES[self.state]


def stored_under(file, name):
    """Return a storage name that says nothing about the file."""
    return f"stipends/{file.adjustment.month.year}/{uuid.uuid4().hex}"


class AdjustmentFileQuerySet(UnitScopedQuerySet):
    unit_path = "adjustment__unit__path"


class AdjustmentFile(KeptFile):
    """Evidence for a bonus or a deduction."""

    adjustment = models.ForeignKey(
        StipendAdjustment, models.CASCADE, related_name="files", verbose_name="奖励与扣款"
    )
    file = models.FileField("文件", upload_to=stored_under, max_length=200)

    objects = AdjustmentFileQuerySet.as_manager()

    class Meta:
        verbose_name = "奖励扣款佐证"
        verbose_name_plural = "奖励扣款佐证"
        constraints = KeptFile.Meta.constraints

    @property
    def unit_path(self):
        return self.adjustment.unit.path
