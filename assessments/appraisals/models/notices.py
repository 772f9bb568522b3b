from django.db import models
from django.urls import reverse

from assessments.appraisals.choices import NoticeKind
from assessments.appraisals.models.people import Appraisal
from assessments.appraisals.models.years import AppraisalYear
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet
from registry.applications.models.hanging import HangingNotice, RaisedObjection


class AppraisalNotice(HangingNotice):
    """The public notice of the results of a year, or of those chosen for 优秀专职委员."""

    year = models.ForeignKey(AppraisalYear, models.CASCADE, related_name="notices", verbose_name="考核年度")
    kind = models.CharField("公示内容", max_length=8, choices=NoticeKind)

    objects = HandedDownQuerySet.as_manager()

    class Meta(HangingNotice.Meta):
        verbose_name = "考核公示"
        verbose_name_plural = "考核公示"
        constraints = [
            *HangingNotice.Meta.constraints,
            models.UniqueConstraint(
                fields=["year", "kind"],
                name="appraisalnotice_once",
                violation_error_message="已经公示过。",
            ),
        ]

    def get_absolute_url(self):
        if self.kind == NoticeKind.HONOURS:
            return reverse("appraisals:honour_detail", args=[self.year_id])
        return reverse("appraisals:year_result", args=[self.year_id])


class AppraisalObjectionQuerySet(UnitScopedQuerySet):
    unit_path = "appraisal__appointment__post__unit__path"


class AppraisalObjection(RaisedObjection):
    """What somebody has against a result that hangs out, and what was found about it.

    `redecided` once the county has decided anew after an objection was upheld.
    """

    notice = models.ForeignKey(
        AppraisalNotice, models.CASCADE, related_name="objections", verbose_name="公示"
    )
    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="objections", verbose_name="考核")
    redecided = models.BooleanField("已重新审定", default=False)

    objects = AppraisalObjectionQuerySet.as_manager()

    class Meta(RaisedObjection.Meta):
        verbose_name = "考核异议"
        verbose_name_plural = "考核异议"

    def __str__(self):
        return f"{self.appraisal.member.name}：{self.matter[:20]}"

    @property
    def unit(self):
        return self.notice.unit
