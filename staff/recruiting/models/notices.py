from django.db import models
from django.urls import reverse

from orgs.scoping import UnitScopedQuerySet
from registry.applications.models.hanging import HangingNotice, RaisedObjection
from staff.recruiting.models.recruitments import Recruitment


class RecruitmentNotice(HangingNotice):
    """The public notice of those whom a recruitment wants to hire (拟聘公示)."""

    recruitment = models.ForeignKey(Recruitment, models.CASCADE, related_name="notices", verbose_name="招聘")

    objects = UnitScopedQuerySet.as_manager()

    class Meta(HangingNotice.Meta):
        verbose_name = "拟聘公示"
        verbose_name_plural = "拟聘公示"

    def get_absolute_url(self):
        return reverse("recruiting:recruitment_detail", args=[self.recruitment_id])


class CandidateObjectionQuerySet(UnitScopedQuerySet):
    unit_path = "notice__unit__path"


class CandidateObjection(RaisedObjection):
    """What somebody has against one whom a recruitment wants to hire, and what was found about it."""

    notice = models.ForeignKey(
        RecruitmentNotice, models.CASCADE, related_name="objections", verbose_name="公示"
    )
    candidate = models.ForeignKey(
        "staff.Candidate", models.CASCADE, related_name="objections", verbose_name="报名人"
    )

    objects = CandidateObjectionQuerySet.as_manager()

    class Meta(RaisedObjection.Meta):
        verbose_name = "拟聘异议"
        verbose_name_plural = "拟聘异议"

    def __str__(self):
        return f"{self.candidate.name}：{self.matter[:20]}"

    @property
    def unit(self):
        return self.notice.unit
