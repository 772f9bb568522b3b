from django.conf import settings
from django.db import models

from assessments.rounds.models.rounds import Round
from assessments.rounds.models.sheets import Sheet
from orgs.scoping import HandedDownQuerySet


class Act(models.TextChoices):
    """What was done about a year as a whole, or about the sheet of one unit."""

    OPEN = "open", "启动考核"
    MOVE = "move", "转入下一阶段"
    BACK = "back", "退回上一阶段"
    DAYS = "days", "调整日期"
    EXTEND = "extend", "延长自评"
    EXEMPT = "exempt", "免予考核"
    SUBMIT = "submit", "提交自评"
    WITHDRAW = "withdraw", "撤回自评"
    TOWNSHIP = "township", "完成初审"
    COUNTY = "county", "完成复核"
    REOPEN = "reopen", "重新审核"
    FINAL = "final", "定稿"


class RoundEntryQuerySet(HandedDownQuerySet):
    unit_path = "round__county__path"


class RoundEntry(models.Model):
    """One step of a year: who took it when, and why. Never changed afterwards."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="entries", verbose_name="年度考核")
    sheet = models.ForeignKey(
        Sheet, models.CASCADE, null=True, blank=True, related_name="entries", verbose_name="考核评分表"
    )
    act = models.CharField("办理", max_length=10, choices=Act)
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")

    objects = RoundEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "考核办理记录"
        verbose_name_plural = "考核办理记录"

    def __str__(self):
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"
