"""Paragraphs that a county or township keeps of its own for its reports."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet
from reports.modules.sections import Section, Where

LONGEST = 3000  # characters of a module


class TextModuleQuerySet(HandedDownQuerySet):
    def standing(self):
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at=None)

    def used_for(self, unit, kind, day):
        """Keep what goes into a report of the unit on a day, in its order: from above first. One query."""
        paths = [*unit.ancestor_paths, unit.path]
        theirs = Q(unit__path=unit.path) | Q(unit__path__in=paths, is_handed_down=True)
        own = self.standing().filter(theirs, is_on=True).exclude(since__gt=day).exclude(until__lt=day)
        found = own.select_related("unit").order_by("unit__path", "order", "pk")
        return [module for module in found if kind in module.kinds]


class TextModule(TimeStamped):
    """A text of one or more paragraphs, its figures as 【name】, and where it goes in which reports."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="text_modules", verbose_name="单位")
    name = models.CharField("名称", max_length=60)
    kinds = models.JSONField("用于", default=list)
    section = models.CharField("部分", max_length=10, choices=Section)
    where = models.CharField("位置", max_length=10, choices=Where, default=Where.START)
    order = models.PositiveSmallIntegerField("次序", default=10, help_text="同一位置的按次序从小到大排。")
    text = models.TextField("内容", max_length=LONGEST)
    since = models.DateField("起用日期", null=True, blank=True)
    until = models.DateField("停用日期", null=True, blank=True)
    is_on = models.BooleanField("启用", default=True)
    is_handed_down = models.BooleanField("下级单位也用", default=False)
    withdrawn_at = models.DateTimeField("删除时间", null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="修改人"
    )

    objects = TextModuleQuerySet.as_manager()

    class Meta:
        verbose_name = "常用段落"
        verbose_name_plural = "常用段落"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(withdrawn_at=None),
                name="textmodule_name_once",
                violation_error_message="本单位已有同名的常用段落。",
            ),
            models.CheckConstraint(
                name="textmodule_ends_after_it_begins",
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="停用日期不能早于起用日期。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("modules:module_edit", args=[self.pk])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def paragraphs(self):
        return [line.strip() for line in self.text.splitlines() if line.strip()]

    def badge_on(self, day):
        """Return (text, tone) for whether it is put in on a day."""
        if not self.is_on:
            return "停用", "none"
        if self.since and self.since > day:
            return "未到日期", "warn"
        if self.until and self.until < day:
            return "已过日期", "none"
        return "启用", "good"
