from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from assessments.appraisals.choices import ACT_TONES, Act, ActState
from assessments.appraisals.models.people import Appraisal, ThroughAppraisal
from core.models import TimeStamped
from staff.models import CareerEvent


class AppraisalConsequence(TimeStamped):
    """What a final result leads to: proposed by the rules, carried out or set aside by a person (§4.3)."""

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="consequences", verbose_name="考核")
    act = models.CharField("建议事项", max_length=12, choices=Act)
    why = models.CharField("依据", max_length=200)
    due_on = models.DateField("期限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=ActState, default=ActState.PROPOSED)
    done_on = models.DateField("办理日期", null=True, blank=True)
    done_text = models.CharField("办理情况", max_length=300, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办理人",
    )
    event = models.ForeignKey(
        CareerEvent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="任职变动"
    )

    objects = ThroughAppraisal.as_manager()

    class Meta:
        verbose_name = "考核结果运用"
        verbose_name_plural = "考核结果运用"
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal", "act"],
                name="appraisalconsequence_once",
                violation_error_message="这项建议已经提出。",
            ),
            models.CheckConstraint(
                name="appraisalconsequence_settled_by_somebody",
                condition=Q(state="proposed", done_on=None, done_by=None)
                | (~Q(state="proposed") & Q(done_on__isnull=False, done_by__isnull=False)),
                violation_error_message="办理须有日期和办理人。",
            ),
        ]

    def __str__(self):
        return f"{self.appraisal.member.name}：{self.get_act_display()}"

    def get_absolute_url(self):
        return reverse("appraisals:consequence_edit", args=[self.pk])

    @property
    def unit(self):
        return self.appraisal.unit

    @property
    def is_open(self):
        return self.state == ActState.PROPOSED

    @property
    def tone(self):
        return ACT_TONES[ActState(self.state)]
