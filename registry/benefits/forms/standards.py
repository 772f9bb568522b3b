"""Forms for what a county lays down."""

from django import forms
from django.utils import timezone

from core.fields import AttachmentField, DayField
from core.forms import WordedChoices
from registry.benefits.choices import Circumstances
from registry.benefits.forms.fields import MonthField
from registry.benefits.models import BenefitKind, BenefitStandard
from registry.choices import Category, Grade

EXCLUDING = [
    choice
    for choice in Circumstances.choices
    if choice[0] not in (Circumstances.FROZEN, Circumstances.CANCELLED)
]


class KindForm(WordedChoices, forms.ModelForm):
    """A kind of benefit."""

    exclusions = forms.MultipleChoiceField(
        label="不得同时", choices=EXCLUDING, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = BenefitKind
        fields = (
            "name", "short_name", "order", "requires", "needs_card", "by_decision", "is_household",
            "exclusions", "higher_of", "source", "is_offered",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["exclusions"].initial = self.instance.exclusions

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words; only take the values over."""
        for name, value in self.cleaned_data.items():
            if name != "exclusions":
                setattr(self.instance, name, value)
        self.instance.excluded_by = ",".join(self.cleaned_data.get("exclusions", ()))


class StandardForm(WordedChoices, forms.ModelForm):
    """A tier of a kind with its conditions and amount, from a month on."""

    valid_from = MonthField(
        label="自何月起执行", help_text="可以是以前的月份，差额由补贴核查算出，如 2026-01"
    )
    grades = forms.MultipleChoiceField(
        label="残疾等级", choices=Grade.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="都不勾选即不限。",
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label="残疾类别", choices=Category.choices, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="都不勾选即不限。",
    )  # fmt: skip

    class Meta:
        model = BenefitStandard
        fields = (
            "tier", "amount", "valid_from", "grades", "categories", "subsistence", "age_from", "age_to",
            "hukou", "order", "source",
        )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= {
                "grades": list(self.instance.grades),
                "categories": list(self.instance.categories),
            }
            self.fields["tier"].widget.attrs["readonly"] = True
        for name in ("age_from", "age_to"):
            self.fields[name].widget.attrs |= {"min": 0, "max": 120, "inputmode": "numeric"}
        self.fields["amount"].min_value = 0

    def clean(self):
        values = super().clean()
        low, high = values.get("age_from"), values.get("age_to")
        if low is not None and high is not None and low > high:
            self.add_error("age_to", "年龄上限不能小于下限。")
        if (values.get("amount") or 0) < 0:
            self.add_error("amount", "金额不能小于 0。")
        if self.instance.pk:
            values["tier"] = self.instance.tier
        return values

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words."""

    def facts(self):
        """Return the values as the service takes them."""
        values = dict(self.cleaned_data)
        for name in ("grades", "categories"):
            values[name] = "".join(sorted(values[name]))
        return values


class RuleForm(forms.Form):
    """A rule of dynamic management, from a day on."""

    since = DayField(label="自何日起执行")
    is_on = forms.BooleanField(label="启用", required=False)
    months = forms.IntegerField(
        label="几个月后生效", min_value=0, max_value=12, help_text="0 为当月，1 为次月，依此类推。"
    )
    source = forms.CharField(label="依据", required=False, max_length=200)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate().isoformat()


class PaymentsForm(WordedChoices, forms.Form):
    """A list of payments to take in."""

    file = forms.FileField(
        label="发放名册", help_text="xlsx、xls 或 csv，至少有“身份证号”和“金额”两列。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )  # fmt: skip
    county = forms.ModelChoiceField(label="县（区）", queryset=None, empty_label=None)
    kind = forms.ModelChoiceField(
        label="补贴", queryset=BenefitKind.objects.none(), required=False,
        help_text="名册里没有“补贴类型”一列时选择。",
    )  # fmt: skip
    month = MonthField(label="月份", required=False, help_text="名册里没有“月份”一列时填写，如 2026-10")

    def __init__(self, *args, counties, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["county"].queryset = counties
        if counties.count() == 1:
            self.fields["county"].initial = counties.first()
            self.fields["county"].widget = forms.HiddenInput()
        self.fields["kind"].queryset = BenefitKind.objects.within(scope).offered().in_order()


class TakeForm(forms.Form):
    """The word that the good lines are taken in."""

    is_partial = forms.BooleanField(label="有错的行先不记入，其余照记", required=False)


class ActForm(forms.Form):
    """What is said about a finding."""

    text = forms.CharField(
        label="情况和依据", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(ActForm):
    """What a village answers, with what bears it out."""

    file = AttachmentField(label="佐证材料（可不选）", what="照片或扫描件", required=False)


class FileForm(forms.Form):
    """One more file that belongs to a finding."""

    file = AttachmentField(label="选择材料")


class SettleForm(ActForm):
    """What was recovered or paid up."""

    amount = forms.DecimalField(label="追回或补发金额（元）", max_digits=11, decimal_places=2, min_value=0)
    field_order = ("amount", "text")
