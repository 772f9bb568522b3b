from decimal import Decimal

from django import forms

from core.fields import DayField
from orgs.fields import FlatSelect
from orgs.models import Unit
from staff.choices import (
    MEMBER_POSTS,
    Guard,
    GuardLevel,
    Payer,
    Period,
    PostType,
    Proration,
    TopUp,
)
from staff.models.standards import LAST_CUTOFF_DAY
from staff.pay.models.settings import LOOK_BACK, NOTICE_DAYS, PAY_WITHIN

FIRST_YEAR = 2011
POST_TYPES = [(value, PostType(value).label) for value in MEMBER_POSTS]


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


class StandardForm(forms.Form):
    """A new monthly amount for a type of post at a unit; it ends the one before."""

    unit = forms.ModelChoiceField(
        label="适用单位", queryset=Unit.objects.none(), empty_label=None, widget=FlatSelect,
        help_text="选县（区），或者选有自己标准的乡镇、村（社区）；就近的优先。",
    )  # fmt: skip
    post_type = forms.ChoiceField(label="岗位类型", choices=POST_TYPES)
    monthly_amount = forms.DecimalField(label="月标准（元）", max_digits=9, decimal_places=2, min_value=0)
    payer = forms.ChoiceField(label="资金来源", choices=Payer.choices)
    with_dibao = forms.BooleanField(label="低保加补贴（减去低保金后补差）", required=False)
    since = DayField(label="起始日期", help_text="须为某月 1 日；原标准到前一天为止。")
    source = forms.CharField(label="依据文件", required=False, max_length=200)

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().exclude(level=Unit.Level.CITY).in_tree_order()
        self.fields["unit"].queryset = units
        indents = {Unit.Level.TOWNSHIP: "　", Unit.Level.VILLAGE: "　　", Unit.Level.COMMUNITY: "　　"}
        self.fields["unit"].choices = [
            (pk, f"{indents.get(level, '')}{name}")
            for pk, level, name in units.values_list("pk", "level", "name")
        ]


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
    top_up = forms.ChoiceField(
        label="低保加补贴时",
        choices=TopUp.choices,
        help_text="只用于标明“低保加补贴”的标准：补贴等于标准减去低保金。",
    )
    dibao_amount = forms.DecimalField(
        label="低保定额（元/月）", max_digits=9, decimal_places=2, min_value=0, initial=0,
        help_text="选“减去定额”时使用。",
    )  # fmt: skip
    stops_at_contract_end = forms.BooleanField(
        label="合同期满未续签的停发",
        required=False,
        initial=True,
        help_text="续签后，停发的月份在下一期补发。",
    )
    source = forms.CharField(label="依据文件", required=False, max_length=200)


class PolicyForm(CountyForm):
    """How often a county pays, above which sum a third person approves, how long the notice hangs."""

    since = DayField(label="起始日期", help_text="须为某月 1 日。")
    period = forms.ChoiceField(label="发放周期", choices=Period.choices, initial=Period.HALF)
    second_above = forms.DecimalField(
        label="超过多少元须终审", max_digits=12, decimal_places=2, min_value=0, required=False,
        help_text="一次发放的合计超过这个数的，复核后还须第三人终审；留空表示不用终审。",
    )  # fmt: skip
    notice_days = forms.IntegerField(label="公示天数", min_value=1, max_value=90, initial=NOTICE_DAYS)
    look_back = forms.IntegerField(
        label="追溯月数", min_value=0, max_value=60, initial=LOOK_BACK,
        help_text="以前月份的变动往回查多少个月，补发或追回。",
    )  # fmt: skip
    pay_within = forms.IntegerField(
        label="发放期限（天）", min_value=0, max_value=366, initial=PAY_WITHIN,
        help_text="发放期结束后多少天内入账算按时；考核按此计算。",
    )  # fmt: skip
    source = forms.CharField(label="依据文件", required=False, max_length=200)


class GuardForm(CountyForm):
    """Whether a finding before the review blocks the run."""

    since = DayField(label="起始日期")
    code = forms.ChoiceField(label="检查", choices=Guard.choices)
    level = forms.ChoiceField(label="处理", choices=GuardLevel.choices)
    source = forms.CharField(label="依据文件", required=False, max_length=200)


class RateForm(CountyForm):
    """An insurance rate of a type of post."""

    since = DayField(label="起始日期", help_text="须为某月 1 日。")
    post_type = forms.ChoiceField(label="岗位类型", choices=POST_TYPES)
    name = forms.CharField(label="险种", max_length=30)
    base = forms.DecimalField(
        label="缴费基数（元/月）", max_digits=9, decimal_places=2, required=False, min_value=Decimal("0.01"),
        help_text="留空按当月补贴。",
    )  # fmt: skip
    personal_percent = forms.DecimalField(
        label="个人部分（%）", max_digits=5, decimal_places=2, min_value=0, max_value=100
    )
    employer_percent = forms.DecimalField(
        label="单位部分（%）", max_digits=5, decimal_places=2, min_value=0, max_value=100
    )
    source = forms.CharField(label="依据文件", required=False, max_length=200)
