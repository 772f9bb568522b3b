"""What every public notice (公示) has, whatever it is about; rooms and upper floors derive their own from
it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.encryption import EncryptedTextField
from core.masking import masked_phone
from core.models import TimeStamped
from orgs.models import Unit


class HangingNotice(TimeStamped):
    """A public notice that hangs from `first_day` to `last_day`, and cannot be ended before."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="公示单位")
    place = models.CharField("公示地点", max_length=120)
    hotline = models.CharField("监督电话", max_length=40, blank=True)
    first_day = models.DateField("公示开始日期")
    last_day = models.DateField("公示结束日期")
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="张榜人"
    )
    posted_at = models.DateTimeField("登记时间")
    closed_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_hangs_its_days",
                condition=Q(last_day__gt=F("first_day")),
                violation_error_message="公示结束日期必须晚于开始日期。",
            ),
            models.CheckConstraint(
                name="%(class)s_is_not_ended_early",
                condition=Q(closed_on=None) | Q(closed_on__gt=F("last_day")),
                violation_error_message="公示期满之后才能结束。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name}公示（{self.first_day:%Y-%m-%d} 至 {self.last_day:%Y-%m-%d}）"

    @property
    def unit_path(self):
        return self.unit.path

    def badge(self, today):
        """Return (text, tone) for how far it is on the day `today`."""
        if self.closed_on:
            return "已结束", "none"
        if self.first_day > today:
            return "尚未张榜", "none"
        if self.last_day >= today:
            left = (self.last_day - today).days
            return ("今天期满" if left == 0 else f"公示中，还有 {left} 天"), "info"
        return "已期满，待结束", "warn"


class RaisedObjection(TimeStamped):
    """What somebody has against one that hangs out, and what was found about it."""

    raised_on = models.DateField("提出日期")
    who = models.CharField("提出人", max_length=60, blank=True)
    phone = EncryptedTextField("提出人电话", blank=True)
    matter = models.TextField("异议内容")
    settled_on = models.DateField("答复日期", null=True, blank=True)
    is_upheld = models.BooleanField("异议成立", null=True, blank=True)
    settlement = models.TextField("核查结果和答复", blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_settled_with_result",
                condition=Q(settled_on=None, is_upheld=None)
                | Q(settled_on__isnull=False, is_upheld__isnull=False),
                violation_error_message="答复异议须写明是否成立。",
            )
        ]

    @property
    def masked_phone(self):
        return masked_phone(self.phone)

    @property
    def badge(self):
        """Return (text, tone) for how far it is."""
        if self.settled_on is None:
            return "待答复", "warn"
        return ("异议成立", "bad") if self.is_upheld else ("异议不成立", "good")
