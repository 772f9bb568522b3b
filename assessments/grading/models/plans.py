from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessments.rounds.models import Sheet
from core.models import TimeStamped
from orgs.scoping import UnitScopedQuerySet


class WeakPlanQuerySet(UnitScopedQuerySet):
    unit_path = "sheet__unit__path"

    def under_way(self):
        return self.filter(closed_on=None)

    def overdue(self, on):
        """Keep those that should have been done before the day `on`."""
        return self.under_way().filter(due_on__lt=on)


class WeakPlan(TimeStamped):
    """How a unit of a weak tier is to be raised: what, who answers for it, who helps, until when (SEED2)."""

    sheet = models.OneToOneField(Sheet, models.PROTECT, related_name="weak_plan", verbose_name="考核评分表")
    tier = models.CharField("档次", max_length=20)
    measures = models.TextField("整改提升措施")
    responsible = models.CharField("责任人", max_length=30)
    helper = models.CharField("帮扶干部", max_length=30, blank=True)
    due_on = models.DateField("完成期限")
    closed_on = models.DateField("销号日期", null=True, blank=True)
    outcome = models.CharField("销号情况", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="制定人")

    objects = WeakPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "整改提升计划"
        verbose_name_plural = "整改提升计划"
        constraints = [
            models.CheckConstraint(
                name="weakplan_closed_with_outcome",
                condition=Q(closed_on=None) | ~Q(outcome=""),
                violation_error_message="销号须写明整改结果。",
            ),
        ]

    def __str__(self):
        return f"{self.sheet.unit.name}整改提升计划"

    def get_absolute_url(self):
        return reverse("grading:plan_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.sheet.unit.path

    @property
    def badge(self):
        """Return (text, tone) for its state today."""
        if self.closed_on:
            return "已销号", "good"
        if self.due_on < timezone.localdate():
            return "已超期", "bad"
        return "整改中", "warn"


class WeakPlanNoteQuerySet(UnitScopedQuerySet):
    unit_path = "plan__sheet__unit__path"


class WeakPlanNote(models.Model):
    """One note of progress."""

    plan = models.ForeignKey(WeakPlan, models.CASCADE, related_name="notes", verbose_name="整改提升计划")
    text = models.CharField("进展", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填写人")
    at = models.DateTimeField("填写时间")

    objects = WeakPlanNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "整改进展"
        verbose_name_plural = "整改进展"
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text

    @property
    def unit_path(self):
        return self.plan.sheet.unit.path
