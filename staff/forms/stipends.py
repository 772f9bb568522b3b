from django import forms
from django.utils import timezone

from core.fields import DayField
from orgs.models import Unit
from staff.choices import MEMBER_POSTS, Half, Payer, PostType, Proration
from staff.models.standards import LAST_CUTOFF_DAY

FIRST_YEAR = 2011


class CountyForm(forms.Form):
    """A form about one county of the scope; with only one to choose from, nothing is asked."""

    county = forms.ModelChoiceField(label="县（区）", queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        counties = Unit.objects.within(scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
        field = self.fields["county"]
        field.queryset = counties
        only = list(counties[:2])
        if only:
            self.initial.setdefault("county", only[0].pk)
        if len(only) == 1:
            field.widget = forms.HiddenInput()


class MakeRunForm(CountyForm):
    """Which half-year to make a roll of."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    half = forms.TypedChoiceField(label="期间", coerce=int, choices=Half.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        years = range(today.year, FIRST_YEAR - 1, -1)
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]
        self.initial.setdefault("half", Half.FIRST if today.month <= 6 else Half.SECOND)


class PaidForm(forms.Form):
    """The day on which a reviewed roll was paid."""

    paid_on = DayField(label="发放日期")


class StandardForm(CountyForm):
    """A new monthly amount for a type of post; it ends the one before."""

    post_type = forms.ChoiceField(
        label="岗位类型", choices=[(value, PostType(value).label) for value in MEMBER_POSTS]
    )
    monthly_amount = forms.DecimalField(label="月标准（元）", max_digits=9, decimal_places=2, min_value=0)
    payer = forms.ChoiceField(label="资金来源", choices=Payer.choices)
    since = DayField(label="起始日期", help_text="须为某月 1 日；原标准到前一天为止。")
    source = forms.CharField(label="依据文件", required=False, max_length=200)


class RuleForm(CountyForm):
    """How the months of joining and leaving are counted, from a month on."""

    since = DayField(label="起始日期", help_text="须为某月 1 日。")
    proration = forms.ChoiceField(label="不足月的算法", choices=Proration.choices)
    cutoff_day = forms.IntegerField(
        label="规定日期",
        initial=15,
        min_value=1,
        max_value=LAST_CUTOFF_DAY,
        help_text="当月这一天在岗的，计发整月；否则当月不计发。按天折算时不起作用。",
    )
    source = forms.CharField(label="依据文件", required=False, max_length=200)
