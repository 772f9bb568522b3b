from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import WordedChoices
from orgs.fields import FlatSelect
from orgs.models import Unit
from registry.needs.choices import Result, Satisfaction, Source
from registry.needs.defaults import item_choices, split_item

AMOUNT = {"max_digits": 12, "decimal_places": 2, "min_value": 0}


def today_field(label):
    """Return a day that is today until somebody says otherwise."""
    return DayField(label=label, initial=timezone.localdate)


def text_area(label, **options):
    """Return a field for a few lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), max_length=500, **options)


class NeedForm(WordedChoices, forms.Form):
    """What a person needs: kind and concrete need in one choice, so that a phone asks once."""

    item = forms.ChoiceField(label="需求", widget=FlatSelect)
    detail = text_area("情况说明", required=False, help_text="如：原轮椅已坏，下肢不能行走。可以留空。")
    source = forms.ChoiceField(label="来源", choices=Source.choices, initial=Source.VISIT)
    on = today_field("登记日期")

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", "请选择"), *item_choices(kinds)]

    def facts(self):
        """Return the cleaned values, fit for the services."""
        facts = dict(self.cleaned_data)
        kind, item = split_item(facts.pop("item"))
        return facts | {"kind": kind, "item": item}


class NeedChangeForm(NeedForm):
    """Corrects what was written down; the day of registration stands."""

    on = None

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, kinds=kinds, **kwargs)
        key = self.initial["item"]
        groups = self.fields["item"].choices
        if not any(
            key == value for _, items in groups[1:] for value, _ in items
        ):  # offered when it was chosen
            self.fields["item"].choices = [*groups, (key, split_item(key)[1])]


class ReferForm(forms.Form):
    """To whom a need is handed, when, and who answers there."""

    organisation = forms.CharField(label="转介单位", max_length=60)
    contact = forms.CharField(
        label="对方联系人", required=False, max_length=60, help_text="姓名和办公电话，便于催办。"
    )
    on = today_field("转介日期")
    note = text_area("说明", required=False)


class MeasureForm(forms.Form):
    """What was done, by whom, when, for how much."""

    note = text_area("落实措施", help_text="如：县辅具站适配轮椅一辆。")
    organisation = forms.CharField(label="落实单位或落实人", max_length=60, required=False)
    on = today_field("落实日期")
    amount = forms.DecimalField(label="金额（元）", required=False, **AMOUNT)


class ResultForm(forms.Form):
    """What became of the need, and why if it is not solved."""

    result = forms.ChoiceField(label="办理结果", choices=Result.choices, widget=forms.RadioSelect)
    on = today_field("办结日期")
    note = text_area("原因", required=False, help_text="没有完全解决的必须写明。")


class SatisfactionForm(forms.Form):
    """What the person says of the result."""

    satisfaction = forms.ChoiceField(label="满意度", choices=Satisfaction.choices, widget=forms.RadioSelect)
    on = today_field("回访日期")
    note = text_area("意见", required=False, help_text="不满意的必须写明原因。")


class ReopenForm(forms.Form):
    """Why a closed need is taken up again."""

    note = text_area("重新办理的原因")


class RegisterSheetForm(forms.Form):
    """Whose needs are printed as 表3, and of which year."""

    unit = forms.ModelChoiceField(
        label="单位", queryset=Unit.objects.none(), empty_label="请选择", widget=FlatSelect
    )
    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args, scope, years, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().in_tree_order()
        below_county = units.exclude(level__in=(Unit.Level.CITY, Unit.Level.COUNTY)).select_related("parent")
        self.fields["unit"].queryset = below_county
        self.fields["unit"].label_from_instance = lambda unit: unit.place_name
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]
        ours = list(below_county[:2])
        if len(ours) == 1:
            self.fields["unit"].initial = ours[0].pk
