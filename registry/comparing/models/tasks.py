from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.comparing.models.comparisons import Comparison


class ComparisonTaskQuerySet(UnitScopedQuerySet):
    def open(self):
        """Keep those that have not been closed."""
        return self.filter(closed_at=None)

    def overdue(self, on):
        """Keep the open ones whose day has passed before `on`."""
        return self.open().filter(due_on__lt=on)

    def with_progress(self):
        """Add `total`, `answered`, `accepted` and `returned`: how many rows, and how far they are."""
        seen = Q(rows__path=models.F("unit__path"))
        return self.annotate(
            total=Count("rows", filter=seen),
            answered=Count("rows", filter=seen & ~Q(rows__answer="")),
            accepted=Count("rows", filter=seen & Q(rows__state="settled")),
            returned=Count("rows", filter=seen & Q(rows__is_returned=True)),
        )

    def for_list(self):
        return self.select_related("comparison", "unit__parent", "sent_by")


class ComparisonTask(TimeStamped):
    """Rows of a comparison that one village or community is asked to look into until a day."""

    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="tasks", verbose_name="比对")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="comparison_tasks", verbose_name="村（社区）")
    instruction = models.TextField("核实要求", blank=True)
    sent_on = models.DateField("下发日期")
    due_on = models.DateField("完成期限")
    remind_on = models.DateField("提醒日期")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="下发人"
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办结人",
    )

    objects = ComparisonTaskQuerySet.as_manager()

    class Meta:
        verbose_name = "核实任务"
        verbose_name_plural = "核实任务"
        constraints = [
            models.UniqueConstraint(
                fields=["comparison", "unit"],
                condition=Q(closed_at=None),
                name="comparisontask_one_open_per_village",
                violation_error_message="该村（社区）已有未办结的核实任务。",
            ),
            models.CheckConstraint(
                name="comparisontask_due_after_sending",
                condition=Q(due_on__gte=models.F("sent_on")),
                violation_error_message="完成期限不能早于下发日期。",
            ),
        ]
        indexes = [models.Index(fields=["due_on", "unit"], name="comparisontask_due")]

    def __str__(self):
        return f"{self.comparison}（{self.unit.name}）"

    def get_absolute_url(self):
        return reverse("comparing:task_detail", args=[self.pk])

    @property
    def is_open(self):
        return self.closed_at is None

    def due_in_words(self, today):
        """Return (text, tone) for the deadline on the day `today`."""
        if not self.is_open:
            return "已办结", "good"
        left = (self.due_on - today).days
        if left < 0:
            return f"已超期 {-left} 天", "bad"
        words = "今天到期" if left == 0 else f"还剩 {left} 天"
        return words, "warn" if self.remind_on <= today else "none"
