from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet
from registry.petitions.choices import Counting


class PetitionRuleQuerySet(HandedDownQuerySet):
    def in_force(self, on):
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


class PetitionRule(TimeStamped):
    """A category of petitions in a county and its deadlines, from `since` on.

    Without a row the category of `defaults.toml` holds. A new row ends the one before it; a row with
    `is_offered` off takes the category out of the forms.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="petition_rules", verbose_name="县（区）")
    code = models.CharField("类别代码", max_length=30)
    name = models.CharField("类别", max_length=30)
    is_offered = models.BooleanField("登记时可选", default=True)
    accept_days = models.PositiveSmallIntegerField("受理告知期限（天）")
    settle_days = models.PositiveSmallIntegerField("办理期限（天）")
    extend_days = models.PositiveSmallIntegerField("最多延期（天）")
    remind_days = models.PositiveSmallIntegerField("提前提醒（天）")
    counting = models.CharField("计算方法", max_length=10, choices=Counting, default=Counting.CALENDAR)
    source = models.CharField("依据", max_length=200, blank=True)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)

    objects = PetitionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "信访时限"
        verbose_name_plural = "信访时限"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "code"],
                condition=Q(until=None),
                name="petitionrule_one_open",
                violation_error_message="该类别已有一条正在执行的时限。",
            ),
            models.UniqueConstraint(
                fields=["unit", "code", "since"],
                name="petitionrule_one_a_day",
                violation_error_message="该类别在这一天已有一条时限。",
            ),
            models.CheckConstraint(
                name="petitionrule_has_days",
                condition=Q(accept_days__gte=1, settle_days__gte=1),
                violation_error_message="期限至少为 1 天。",
            ),
            models.CheckConstraint(
                name="petitionrule_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                violation_error_message="终止日期不能早于起始日期。",
            ),
        ]

    def __str__(self):
        return f"{self.name}：{self.settle_days} 天"

    @property
    def badge(self):
        """Return (text, tone) for its state today."""
        today = timezone.localdate()
        if self.since > today:
            return "尚未执行", "info"
        if self.until is not None and self.until < today:
            return "已停止", "none"
        return ("执行中", "good") if self.is_offered else ("不再登记", "none")
