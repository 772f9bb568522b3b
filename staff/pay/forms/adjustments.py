from django import forms
from django.utils import timezone

from core.attachments import ACCEPTED, ACCEPTED_BY_BROWSERS
from core.fields import DayField
from core.forms import WordedChoices
from staff.choices import AdjustmentKind, AdjustmentState
from staff.forms.filters import ALL, PlaceFilter
from staff.forms.posts import member_name
from staff.models import Member


class AdjustmentFilter(PlaceFilter):
    """Filters of the list of bonuses and deductions."""

    q = forms.CharField(label="姓名", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[*ALL, *AdjustmentState.choices])
    field_order = ("q", "township", "state", "unit")

    def apply(self, rows):
        """Return the rows that fit."""
        rows = rows.within(self.narrowed)
        if text := self.chosen("q").strip():
            rows = rows.filter(member__name__contains=text)
        return rows.filter(state=state) if (state := self.chosen("state")) else rows


class AdjustmentForm(WordedChoices, forms.Form):
    """Propose a bonus or a deduction, with its evidence."""

    member = forms.ModelChoiceField(label="专职委员", queryset=Member.objects.none())
    kind = forms.ChoiceField(label="类别", choices=AdjustmentKind.choices)
    month = DayField(label="所属月份", help_text="填该月任意一天，如 2026-11-01。")
    amount = forms.DecimalField(label="金额（元）", max_digits=9, decimal_places=2, min_value=0)
    reason = forms.CharField(label="事由", max_length=200)
    upload = forms.FileField(
        label="依据材料",
        help_text=f"考核表、处理决定等，可以是 {ACCEPTED}。",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED_BY_BROWSERS}),
    )

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        members = Member.objects.within(scope).select_related("unit", "unit__parent")
        self.fields["member"].queryset = members.order_by("unit__path", "pinyin", "pk")
        self.fields["member"].label_from_instance = member_name
        self.initial.setdefault("month", timezone.localdate().replace(day=1))
