"""The other forms of ledgers: steps of a book, uploads, locks, the diary."""

from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import WordedChoices
from orgs.fields import FlatSelect, VillageField
from orgs.models import Unit
from registry.ledgers.choices import PeriodKind, WorkKind
from registry.ledgers.models import DiaryEntry, LedgerException, LedgerType
from registry.ledgers.periods import period_of
from registry.ledgers.selectors.locks import lockable_units

RECENT = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 6, PeriodKind.YEAR: 3}


class StepForm(forms.Form):
    """What happens to a reported book; a reason goes with sending it back."""

    STEPS = (("report", "上报"), ("withdraw", "撤回上报"), ("approve", "审核通过"), ("return", "退回"))
    step = forms.ChoiceField(choices=STEPS)
    because = forms.CharField(label="退回原因", required=False, max_length=300)


def recent_periods(today):
    """Return the periods that may be locked, newest first, as choices."""
    found = []
    for kind, count in RECENT.items():
        period = period_of(kind, today)
        for _ in range(count):
            period = period.previous
            found.append(period)
    return found


class PeriodField(forms.ChoiceField):
    """A past period, by kind and first month."""

    def __init__(self, **kwargs):
        self.periods = {f"{one.kind}:{one}": one for one in recent_periods(timezone.localdate())}
        choices = [("", "请选择"), *((key, one.label) for key, one in self.periods.items())]
        super().__init__(choices=choices, **kwargs)

    def clean(self, value):
        return self.periods[super().clean(value)]


class LockForm(WordedChoices, forms.Form):
    unit = forms.ModelChoiceField(label="锁定范围", queryset=Unit.objects.none())

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units = lockable_units(scope)
        if len(own := list(units[:2])) == 1:
            self.fields["unit"].initial = own[0].pk
        self.fields["period"] = PeriodField(
            label="期间", help_text="过了报送期限的才能锁定。锁定后下级不能再填写、上报或撤回。"
        )


class ExceptionForm(WordedChoices, forms.ModelForm):
    unit = VillageField(label="村（社区）")
    until = DayField(label="放行至")

    class Meta:
        model = LedgerException
        fields = ("unit", "ledger_type", "reason", "until")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].open_to(scope)
        types = LedgerType.objects.within(scope).active().in_order()
        self.fields["ledger_type"].queryset = types
        self.fields["ledger_type"].empty_label = "全部台账"
        self.fields["period"] = PeriodField(label="期间")
        self.order_fields(["unit", "period", "ledger_type", "reason", "until"])


class DiaryForm(forms.ModelForm):
    """One day's work, short enough for a phone."""

    day = DayField(label="日期")

    class Meta:
        model = DiaryEntry
        fields = ("unit", "day", "kind", "content", "visited", "place", "problems", "handling", "note")
        widgets = {
            "content": forms.Textarea(attrs={"rows": 4}),
            "problems": forms.Textarea(attrs={"rows": 2}),
            "handling": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"visited": "写姓名即可，不要写证号和电话。"}

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().select_related("parent").in_tree_order()
        self.fields["unit"].widget = FlatSelect()
        self.fields["unit"].queryset = units
        self.fields["unit"].label_from_instance = lambda unit: unit.place_name
        self.fields["unit"].empty_label = "请选择"
        if self.instance.pk is not None:
            del self.fields["unit"]
        elif len(own := list(units[:2])) == 1:
            self.fields["unit"].initial, self.fields["unit"].widget = own[0].pk, forms.HiddenInput()


class DiaryFilter(forms.Form):
    """The search above the diary. Nonsense is ignored."""

    q = forms.CharField(label="查找内容", required=False)
    kind = forms.ChoiceField(label="工作类别", required=False, choices=[("", "全部"), *WorkKind.choices])
    township = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Unit.objects.none(), empty_label="全部", to_field_name="code"
    )
    unit = forms.ModelChoiceField(required=False, queryset=Unit.objects.none(), widget=forms.HiddenInput)

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope
        units = Unit.objects.within(scope).current().in_tree_order()
        self.fields["township"].queryset, self.fields["unit"].queryset = units.townships(), units
        self.is_valid()
        if self.fields["township"].queryset.count() < 2:
            del self.fields["township"]

    def apply(self, entries):
        """Return the entries that fit."""
        values = self.cleaned_data
        entries = entries.matching(values.get("q", ""))
        if kind := values.get("kind"):
            entries = entries.filter(kind=kind)
        for place in (values.get("township"), values.get("unit")):
            entries = entries.within(self.scope.narrowed_to(place)) if place else entries
        return entries

    @property
    def is_used(self):
        return any(self.cleaned_data.get(name) for name in self.fields)


class MonthFilter(forms.Form):
    """The choices above the board; it shows what is really in force."""

    county = forms.ChoiceField(label="县（区）", required=False)
    township = forms.ChoiceField(label="乡镇（街道）", required=False)
    month = forms.ChoiceField(label="月份", required=False)

    def __init__(self, *, counties, townships, months, chosen):
        super().__init__(chosen)
        self.fields["county"].choices = [(county.pk, county.name) for county in counties]
        self.fields["township"].choices = [("", "全部"), *((unit.pk, unit.name) for unit in townships)]
        self.fields["month"].choices = [(str(month), month.label) for month in months]
        if len(counties) < 2:
            del self.fields["county"]
        if len(townships) < 2:
            del self.fields["township"]
