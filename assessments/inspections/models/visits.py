import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.inspections.choices import FindingState
from assessments.inspections.models.plans import InspectionPlan
from assessments.models.checklists import ChecklistItem
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet


class VisitQuerySet(UnitScopedQuerySet):
    def for_list(self):
        """Fetch what a line shows along with it."""
        return self.select_related("unit__parent", "inspector", "plan__county")

    def standing(self):
        """Leave out those of voided plans."""
        return self.exclude(plan__state="void")


class Visit(TimeStamped):
    """The inspection of one unit under a plan: drawn by lot, or added by hand for a reason."""

    plan = models.ForeignKey(InspectionPlan, models.PROTECT, related_name="visits", verbose_name="督查计划")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="visits", verbose_name="单位")
    stratum = models.CharField("分层", max_length=60, blank=True)
    ticket = models.CharField("签号", max_length=64, blank=True)
    rank = models.PositiveSmallIntegerField("层内次序", null=True, blank=True)
    added_reason = models.CharField("指定检查的理由", max_length=200, blank=True)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="检查人",
    )
    planned_on = models.DateField("计划日期", null=True, blank=True)
    visited_on = models.DateField("检查日期", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )
    done_at = models.DateTimeField("登记时间", null=True, blank=True)
    note = models.CharField("检查情况", max_length=500, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "督查"
        verbose_name_plural = "督查"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "unit"],
                name="visit_once_a_plan",
                violation_error_message="该单位已在本次督查名单中。",
            ),
            models.CheckConstraint(
                name="visit_drawn_or_added_for_a_reason",
                condition=~Q(ticket="") | ~Q(added_reason=""),
                violation_error_message="不是抽中的单位须写明指定检查的理由。",
            ),
            models.CheckConstraint(
                name="visit_done_by_somebody",
                condition=Q(visited_on=None, done_by=None, done_at=None)
                | Q(visited_on__isnull=False, done_by__isnull=False, done_at__isnull=False),
                violation_error_message="检查须有日期和登记人。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name} {self.plan}"

    def get_absolute_url(self):
        return reverse("inspections:visit_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def is_done(self):
        return self.visited_on is not None


class FindingQuerySet(UnitScopedQuerySet):
    unit_path = "visit__unit__path"

    def standing(self):
        """Leave out those of voided plans."""
        return self.exclude(visit__plan__state="void")

    def unsettled(self):
        return self.exclude(state=FindingState.MENDED)

    def overdue(self, on):
        """Keep those whose deadline has passed and which nobody has reported as mended."""
        return self.filter(state=FindingState.OPEN, due_on__lt=on)

    def for_list(self):
        """Fetch what a line shows along with it."""
        return self.select_related("visit__unit__parent", "visit__plan", "checklist_item", "found_by")


class InspectionFinding(TimeStamped):
    """A shortcoming that an inspection found: what, until when, and who answers for it."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings", verbose_name="督查")
    checklist_item = models.ForeignKey(
        ChecklistItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="达标项目"
    )
    lineage = models.UUIDField("考核指标", null=True, blank=True)
    subject = models.CharField("事项", max_length=200)  # the item in words, or what is said instead
    text = models.CharField("发现的问题", max_length=500)
    due_on = models.DateField("整改期限")
    responsible = models.CharField("责任人", max_length=30)
    state = models.CharField("状态", max_length=10, choices=FindingState, default=FindingState.OPEN)
    found_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发现人"
    )
    found_on = models.DateField("发现日期")
    settled_on = models.DateField("销号日期", null=True, blank=True)
    token = models.UUIDField("保存标记", default=uuid.uuid4, unique=True, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "督查问题"
        verbose_name_plural = "督查问题"
        constraints = [
            models.CheckConstraint(
                name="inspection_finding_settled_with_day",
                condition=Q(state="mended", settled_on__isnull=False)
                | (~Q(state="mended") & Q(settled_on=None)),
                violation_error_message="销号须有日期。",
            ),
            models.CheckConstraint(
                name="inspection_finding_due_after_found",
                condition=Q(due_on__gte=models.F("found_on")),
                violation_error_message="整改期限不能早于发现日期。",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="inspection_finding_due")]

    def __str__(self):
        return f"{self.visit.unit.name} {self.subject}"

    def get_absolute_url(self):
        return reverse("inspections:finding_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.visit.unit.path

    def is_overdue(self, on):
        return self.state == FindingState.OPEN and self.due_on < on

    def badge(self, on):
        """Return (text, tone) for its state on the day `on`."""
        if self.is_overdue(on):
            return f"超期 {(on - self.due_on).days} 天", "bad"
        tones = {FindingState.OPEN: "warn", FindingState.REPORTED: "info", FindingState.MENDED: "good"}
        return self.get_state_display(), tones[self.state]


class FindingStep(models.Model):
    """What happened to a finding: the unit says that it is mended, or a re-check says passed or again."""

    class Kind(models.TextChoices):
        REPORT = "report", "报告整改"
        PASSED = "passed", "复查通过"
        AGAIN = "again", "复查未通过"

    finding = models.ForeignKey(
        InspectionFinding, models.CASCADE, related_name="steps", verbose_name="督查问题"
    )
    kind = models.CharField("步骤", max_length=10, choices=Kind)
    text = models.CharField("情况", max_length=500)
    due_on = models.DateField("新的期限", null=True, blank=True)
    on = models.DateField("日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = "整改记录"
        verbose_name_plural = "整改记录"

    def __str__(self):
        return f"{self.finding}：{self.get_kind_display()}"
