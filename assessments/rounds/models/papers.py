from django.conf import settings
from django.db import models

from assessments.rounds.models.rounds import Round
from core.models import TimeStamped
from orgs.scoping import HandedDownQuerySet


class PaperQuerySet(HandedDownQuerySet):
    unit_path = "round__county__path"


class Meeting(TimeStamped):
    """The joint meeting (联席会议) of a year: what its minutes say beside the points that it set."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="meeting", verbose_name="年度考核")
    held_on = models.DateField("会议日期")
    place = models.CharField("会议地点", max_length=100, blank=True)
    chair = models.CharField("主持人", max_length=60, blank=True)
    present = models.TextField("参加单位和人员", blank=True)
    matters = models.TextField("议定事项", blank=True)
    recorder = models.CharField("记录人", max_length=60, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "联席会议"
        verbose_name_plural = "联席会议"

    def __str__(self):
        return f"{self.round}联席会议"


class Bulletin(TimeStamped):
    """The 通报 of a year: its wording, which the county may change; the figures come from frozen results."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="bulletin", verbose_name="年度考核")
    number = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    opening = models.TextField("导语")
    praise = models.TextField("表扬", blank=True)
    criticism = models.TextField("批评", blank=True)
    closing = models.TextField("要求")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟稿人"
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "考核通报"
        verbose_name_plural = "考核通报"

    def __str__(self):
        return f"{self.round}通报"
