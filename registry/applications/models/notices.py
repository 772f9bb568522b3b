from django.db import models
from django.urls import reverse

from registry.applications.choices import Level
from registry.applications.models.doors import NoticeQuerySet, ThroughApplication
from registry.applications.models.hanging import HangingNotice, RaisedObjection


class Notice(HangingNotice):
    """A public notice that names one or many applications."""

    level = models.CharField("层级", max_length=10, choices=Level)

    objects = NoticeQuerySet.as_manager()

    class Meta(HangingNotice.Meta):
        verbose_name = "公示"
        verbose_name_plural = "公示"
        indexes = [models.Index(fields=["unit", "-first_day"], name="notice_list")]

    def get_absolute_url(self):
        return reverse("applications:notice_detail", args=[self.pk])


class NoticeEntry(models.Model):
    """An application that a notice names, and the step for which it did."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="entries", verbose_name="公示")
    application = models.ForeignKey(
        "registry.Application", models.CASCADE, related_name="noticed", verbose_name="待遇申请"
    )
    step_number = models.PositiveSmallIntegerField("环节序号")

    objects = ThroughApplication.as_manager()

    class Meta:
        verbose_name = "公示名单"
        verbose_name_plural = "公示名单"
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "application"],
                name="noticeentry_once",
                violation_error_message="该申请已在这次公示中。",
            )
        ]

    def __str__(self):
        return f"{self.notice}：{self.application}"


class Objection(RaisedObjection):
    """What somebody has against an application that hangs out, and what was found about it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="objections", verbose_name="公示")
    application = models.ForeignKey(
        "registry.Application", models.CASCADE, related_name="objections", verbose_name="待遇申请"
    )

    objects = ThroughApplication.as_manager()

    class Meta(RaisedObjection.Meta):
        verbose_name = "公示异议"
        verbose_name_plural = "公示异议"

    def __str__(self):
        return f"{self.application}：{self.matter[:20]}"

    @property
    def unit_path(self):
        return self.application.unit.path
