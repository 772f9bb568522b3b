from django.conf import settings
from django.db import models
from django.urls import reverse

from assessments.appraisals.choices import HonourState, Standing
from assessments.appraisals.models.people import Appraisal, ThroughAppraisal
from assessments.appraisals.models.years import AppraisalYear
from core.models import TimeStamped
from orgs.scoping import HandedDownQuerySet


class HonourSelectionQuerySet(HandedDownQuerySet):
    unit_path = "year__county__path"


class HonourSelection(TimeStamped):
    """The selection of 优秀专职委员 that follows an appraisal year (SEED1; product.md S15)."""

    year = models.OneToOneField(
        AppraisalYear, models.PROTECT, related_name="selection", verbose_name="考核年度"
    )
    places = models.PositiveSmallIntegerField("名额")
    title = models.CharField("荣誉名称", max_length=60, default="优秀残疾人专职委员")
    state = models.CharField("进度", max_length=8, choices=HonourState, default=HonourState.OPEN)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )
    honoured_on = models.DateField("表彰日期", null=True, blank=True)

    objects = HonourSelectionQuerySet.as_manager()

    class Meta:
        verbose_name = "优秀专职委员评选"
        verbose_name_plural = "优秀专职委员评选"
        constraints = [
            models.CheckConstraint(
                name="honourselection_has_places",
                condition=models.Q(places__gt=0),
                violation_error_message="名额须大于 0。",
            )
        ]

    def __str__(self):
        return f"{self.year.year} 年度{self.title}评选"

    def get_absolute_url(self):
        return reverse("appraisals:honour_detail", args=[self.year_id])

    @property
    def unit(self):
        return self.year.county


class HonourNominee(TimeStamped):
    """Somebody chosen, with each criterion and its fact as they were on that day."""

    selection = models.ForeignKey(
        HonourSelection, models.CASCADE, related_name="nominees", verbose_name="评选"
    )
    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="nominations", verbose_name="考核")
    standing = models.CharField("状态", max_length=10, choices=Standing, default=Standing.CHOSEN)
    facts = models.JSONField("评选条件", default=list)
    reason = models.CharField("理由", max_length=300, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提名人"
    )

    objects = ThroughAppraisal.as_manager()

    class Meta:
        verbose_name = "优秀专职委员人选"
        verbose_name_plural = "优秀专职委员人选"
        constraints = [
            models.UniqueConstraint(
                fields=["selection", "appraisal"],
                name="honournominee_once",
                violation_error_message="此人已在拟表彰名单中。",
            )
        ]

    def __str__(self):
        return f"{self.appraisal.member.name} {self.selection.title}"

    @property
    def unit(self):
        return self.appraisal.unit
