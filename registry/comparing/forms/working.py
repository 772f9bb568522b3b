from datetime import timedelta

from django import forms
from django.utils import timezone

from core.fields import DayField
from orgs.fields import VillageField
from registry.comparing.choices import Answer, Kind, RowState
from registry.comparing.fields import FIELDS, TITLES
from registry.forms.filters import ALL, PlaceFilter

SHOWN_STATES = [*ALL, (RowState.OPEN, "待处理"), (RowState.TASKED, "已下发"), (RowState.SETTLED, "已处理")]


class RowFilter(PlaceFilter):
    """Narrows the rows of one tab. Empty means all; nonsense is ignored."""

    kind = forms.ChoiceField(required=False, choices=[*ALL, *Kind.choices], widget=forms.HiddenInput)
    field = forms.ChoiceField(label="项目", required=False, choices=[*ALL, *TITLES.items()])
    state = forms.ChoiceField(label="状态", required=False, choices=SHOWN_STATES)
    q = forms.CharField(label="在册姓名", required=False)

    field_order = ("kind", "q", "field", "state")

    @property
    def chosen(self):
        """Return the filters as `chosen_rows` and a job take them."""
        values = self.cleaned_data
        filters = {name: values.get(name) for name in ("kind", "field", "state", "q") if values.get(name)}
        if self.place:
            filters["place"] = self.place.pk
        return filters

    @property
    def narrows(self):
        """True if anything besides the tab narrows the list."""
        return any(self.cleaned_data.get(name) for name in self.fields if name != "kind")


class SendForm(forms.Form):
    """Until when, and with what words, rows go to the villages."""

    due_on = DayField(label="完成期限")
    instruction = forms.CharField(
        label="核实要求",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="村（社区）会看到，如：逐户核实是否仍享受低保，有变动的请先在系统里更正。",
    )

    def __init__(self, *args, days, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = (timezone.localdate() + timedelta(days=days)).isoformat()


class ReasonForm(forms.Form):
    """Why something is as it is."""

    reason = forms.CharField(
        label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2, "data-private": True})
    )

    def __init__(self, *args, label="理由", help_text="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text


class AnswerForm(forms.Form):
    """What a village found out."""

    answer = forms.ChoiceField(label="核实结果", choices=Answer.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label="情况说明",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-private": True}),
    )

    def clean(self):
        values = super().clean()
        if values.get("answer") in (Answer.FALSE, Answer.NOBODY) and not values.get("text", "").strip():
            self.add_error("text", "请写明实际情况，如：2025年已退出低保。")
        return values


class ArchiveForm(forms.Form):
    """The day on which it happened, as far as the list tells it."""

    on = DayField(label="发生日期")


class PlaceForm(forms.Form):
    """The village of somebody who is only on the list."""

    unit = VillageField(label="所在村（社区）")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].open_to(scope)


class ProfileForm(forms.Form):
    """What a kind of list means from a day on."""

    name = forms.CharField(label="名称", max_length=40)
    fields_compared = forms.MultipleChoiceField(
        label="默认比对项目",
        choices=[(key, field.title) for key, field in FIELDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    only_here = forms.BooleanField(label="列出只在登记表的人", required=False)
    only_there = forms.BooleanField(
        label="列出并保存只在名单的人", required=False, help_text="名单上多数不是残疾人的，请不要勾选。"
    )
    task_days = forms.IntegerField(label="村级核实天数", min_value=1, max_value=180)
    remind_days = forms.IntegerField(label="提前几天提醒", min_value=0, max_value=60)
    keep_days = forms.IntegerField(label="办结后保存天数", min_value=0, max_value=1095)
    since = DayField(label="执行日期")

    def __init__(self, *args, profile, **kwargs):
        names = ("name", "only_here", "only_there", "task_days", "remind_days", "keep_days")
        initial = {name: getattr(profile, name) for name in names}
        initial |= {"fields_compared": list(profile.fields), "since": timezone.localdate().isoformat()}
        super().__init__(*args, initial=initial, **kwargs)

    def facts(self):
        """Return what the service wants."""
        values = dict(self.cleaned_data)
        return values | {"fields": values.pop("fields_compared")}
