from django import forms
from django.utils import timezone

from core.fields import DayField
from orgs.models import Unit
from staff.choices import Half, Period
from staff.forms.filters import ALL, MEMBER_POST_CHOICES, PlaceFilter
from staff.pay.forms.settings import FIRST_YEAR, CountyForm
from staff.pay.periods import QUARTERS, months_between, span_of

CHANGES = [
    *ALL,
    ("joined", "本期新增"),
    ("amounts", "金额变动"),
    ("accounts", "账号变动"),
    ("shared", "共用账号"),
    ("corrected", "补发或追回"),
]
OUTCOMES = [
    *ALL,
    ("waiting", "未发放"),
    ("paid", "已发放"),
    ("failed", "银行退回"),
    ("reissued", "退回后重发"),
]


class LineFilter(PlaceFilter):
    """Filters of the lines of a roll."""

    q = forms.CharField(label="姓名", required=False)
    post_type = forms.ChoiceField(label="岗位类型", required=False, choices=[*ALL, *MEMBER_POST_CHOICES])
    change = forms.ChoiceField(label="与上期相比", required=False, choices=CHANGES)
    outcome = forms.ChoiceField(label="发放结果", required=False, choices=OUTCOMES)
    field_order = ("q", "township", "post_type", "change", "outcome", "unit")

    def apply(self, lines, delta=None):
        """Return the lines that fit; `delta` knows who has changed."""
        lines = lines.within(self.narrowed)
        if text := self.chosen("q").strip():
            lines = lines.filter(name__contains=text)
        if post_type := self.chosen("post_type"):
            lines = lines.filter(post_type=post_type)
        if outcome := self.chosen("outcome"):
            lines = lines.filter(outcome=outcome)
        if delta is not None and (change := self.chosen("change")):
            lines = lines.filter(member__in=delta.members(change))
        return lines


class MakeRunForm(CountyForm):
    """Which period to make a roll of; how long it is, the county's policy says."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    part = forms.TypedChoiceField(label="期间", coerce=int)

    def __init__(self, *args, policy_of, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["year"].choices = [(year, f"{year} 年") for year in range(today.year, FIRST_YEAR - 1, -1)]
        counties = list(self.fields["county"].queryset[:2])
        self.period = policy_of(counties[0], today).period if len(counties) == 1 else Period.HALF
        names = {
            Period.HALF: [(half.value * 6 - 5, half.label) for half in Half],
            Period.QUARTER: [(number * 3 + 1, f"第{name}季度") for number, name in enumerate(QUARTERS)],
            Period.MONTH: [(number, f"{number} 月") for number in range(1, 13)],
        }
        self.fields["part"].choices = names[self.period]
        self.initial.setdefault("part", span_of(self.period, today.replace(day=1))[0].month)

    @property
    def months(self):
        """Return the first days of the months of the chosen period."""
        first = timezone.localdate().replace(self.cleaned_data["year"], self.cleaned_data["part"], 1)
        return months_between(*span_of(self.period, first))


class ReasonForm(forms.Form):
    """Why a step is taken that needs a reason."""

    reason = forms.CharField(label="原因", max_length=200)


class ExportForm(forms.Form):
    """With which layout the bank's file is made, and, the second time, why."""

    layout = forms.ModelChoiceField(label="银行文件格式", queryset=None, empty_label=None)
    reason = forms.CharField(
        label="再次导出的原因",
        max_length=200,
        required=False,
        help_text="原因会写入记录，文件名会注明是重复导出。",
    )

    def __init__(self, *args, layouts, is_again, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["layout"].queryset = layouts
        if is_again:
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class ReturnForm(forms.Form):
    """The bank's answer and the day on which the money arrived."""

    file = forms.FileField(label="回盘文件", help_text="银行返回的 Excel、CSV 或文本文件。")
    paid_on = DayField(label="入账日期")


class ConfirmForm(forms.Form):
    """What a township adds to its confirmation."""

    note = forms.CharField(label="说明", max_length=200, required=False)


class ObjectionForm(forms.Form):
    """What is said against a roll."""

    unit = forms.ModelChoiceField(label="乡镇（街道）", queryset=Unit.objects.none(), empty_label=None)
    about = forms.CharField(label="涉及的人", max_length=60, required=False)
    raised_by = forms.CharField(label="提出人", max_length=60, required=False, help_text="匿名的留空。")
    text = forms.CharField(label="异议内容", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class AnswerForm(forms.Form):
    """How an objection was settled."""

    answer = forms.CharField(label="处理结果", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
