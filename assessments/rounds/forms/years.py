"""The forms about a year as a whole."""

from django import forms

from assessments.rounds.models import Round
from assessments.rounds.services.opening import Days
from core.fields import DayField
from orgs.filters import UnitPlaceFilter

DAYS = ("self_from", "self_until", "review_until", "meeting_on", "appeal_until")
STATES = [
    ("", "全部"),
    ("draft", "未提交自评"),
    ("handed", "已提交自评"),
    ("township", "已初审"),
    ("county", "已复核"),
    ("waiting", "待县级复核"),
]
NONE = {
    "draft": {"self_at": None},
    "handed": {"self_at__isnull": False},
    "township": {"township_at__isnull": False},
    "county": {"county_at__isnull": False},
    "waiting": {"self_at__isnull": False, "county_at": None},
}


class DaysForm(forms.ModelForm):
    """The days of a year."""

    self_from = DayField(label="自评开始")
    self_until = DayField(label="自评截止")
    review_until = DayField(label="复核截止")
    meeting_on = DayField(label="联席会议日期")
    appeal_until = DayField(label="申诉截止", help_text="公示期满的日期。")

    class Meta:
        model = Round
        fields = DAYS

    @property
    def days(self):
        """Return what was typed as `Days`."""
        return Days(**{name: self.cleaned_data[name] for name in DAYS})

    def _post_clean(self):
        """Leave the order of the days to the service."""


class ExtendForm(forms.Form):
    """More time for one unit."""

    until = DayField(label="延期至")
    reason = forms.CharField(label="延期理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ExemptForm(forms.Form):
    """Why a unit is not assessed this year."""

    reason = forms.CharField(
        label="不参加考核的理由", required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如 年中新设、机构撤并。清空并保存即恢复考核。",
    )  # fmt: skip


class SheetFilter(UnitPlaceFilter):
    """The filters above the sheets of a year."""

    state = forms.ChoiceField(label="进度", required=False, choices=STATES)
    field_order = ("township", "state", "unit")

    def apply(self, sheets):
        """Return the sheets that fit."""
        sheets = self.keep(sheets)
        return sheets.filter(**NONE[state]) if (state := self.chosen("state")) else sheets
