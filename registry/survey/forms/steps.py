"""The small forms: reasons, filters, decisions, samples, uploads."""

from django import forms

from orgs.fields import FlatSelect
from orgs.models import Unit
from registry.forms.filters import PlaceFilter
from registry.survey.choices import ChangeState, LineState, Mode
from registry.survey.services.changes import label_of

ALL = [("", "全部")]
FIELDS = (
    "phone", "address", "hukou", "marriage", "education", "employment", "subsistence", "guardian_name",
    "guardian_relation", "guardian_phone", "archive",
)  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="退回原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明退回原因。"},
    )  # fmt: skip


class DecideForm(forms.Form):
    """The county's word on a village; a reason goes with sending it back."""

    decision = forms.ChoiceField(choices=[("accept", "验收通过"), ("return", "退回")])
    reason = forms.CharField(label="退回原因", max_length=300, required=False)


class InvestigatorForm(forms.Form):
    """Who asks in a village: somebody who is known there, or another name."""

    OTHER = "other"

    person = forms.ChoiceField(label="调查员", required=False, widget=forms.RadioSelect)
    other = forms.CharField(
        label="其他人的姓名", max_length=40, required=False,
        help_text="上面没有的，如村干部、村医、民政助理员，选“其他人”并写姓名。",
    )  # fmt: skip

    def __init__(self, *args, known, standing, **kwargs):
        """Take [(name, note)] of `known_investigators` and the name that stands."""
        super().__init__(*args, **kwargs)
        choices = [(f"known:{name}", f"{name}（{note}）") for name, note in known]
        self.fields["person"].choices = [*choices, (self.OTHER, "其他人")]
        is_known = any(name == standing for name, _ in known)
        if standing and not is_known:
            self.initial = {"person": self.OTHER, "other": standing}
        elif standing or known:
            self.initial = {"person": f"known:{standing or known[0][0]}"}

    def clean(self):
        values = super().clean()
        if values.get("person") == self.OTHER and not values.get("other", "").strip():
            self.add_error("other", "请写调查员的姓名，或在上面选一个人。")
        return values

    @property
    def name(self):
        """Return the name chosen or written; empty for nobody."""
        person = self.cleaned_data["person"]
        return self.cleaned_data["other"].strip() if person == self.OTHER else person.removeprefix("known:")


class LineFilter(forms.Form):
    """Narrows the sheets of a village; nonsense is ignored."""

    q = forms.CharField(label="姓名", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[*ALL, *LineState.choices])
    mode = forms.ChoiceField(label="方式", required=False, choices=[*ALL, *Mode.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_valid()

    def apply(self, lines):
        """Return the sheets that fit."""
        values = self.cleaned_data
        if text := values.get("q", "").strip():
            lines = lines.filter(name__contains=text)
        for name in ("state", "mode"):
            if value := values.get(name):
                lines = lines.filter(**{name: value})
        return lines

    @property
    def is_used(self):
        return any(self.cleaned_data.get(name) for name in self.fields)


class ChangeFilter(PlaceFilter):
    """Narrows the proposed changes; those that wait unless asked otherwise."""

    field = forms.ChoiceField(label="项目", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[*ChangeState.choices, ("all", "全部")])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [*ALL, *((name, label_of(name)) for name in FIELDS)]
        self.is_valid()

    def apply(self, changes):
        """Return the changes that fit."""
        values = self.cleaned_data
        if place := self.place:
            changes = changes.within(self.scope.narrowed_to(place))
        if value := values.get("field"):
            changes = changes.filter(field=value)
        state = values.get("state") or ChangeState.PROPOSED
        return changes if state == "all" else changes.filter(state=state)


class ChangeDecisionForm(forms.Form):
    """What to do with the chosen proposals, or with all that the filter shows."""

    decision = forms.ChoiceField(choices=[("accept", "采纳"), ("refuse", "不采纳")])
    everything = forms.BooleanField(required=False)


class CheckForm(forms.Form):
    unit = forms.ModelChoiceField(label="复查范围", queryset=Unit.objects.none(), widget=FlatSelect)
    percent = forms.IntegerField(label="抽取比例（%）", min_value=1, max_value=100, initial=5)
    seed = forms.IntegerField(
        label="随机种子",
        min_value=1,
        max_value=999_999,
        initial=1,
        help_text="同一个种子抽出同样的样本，便于复核。",
    )

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        levels = [Unit.Level.COUNTY, Unit.Level.TOWNSHIP]
        units = Unit.objects.within(scope).current().filter(level__in=levels).select_related("parent")
        self.fields["unit"].queryset = units.in_tree_order()
        self.fields["unit"].empty_label = "请选择"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="填好的底册", help_text="xlsx、xls、ods 或 csv。用从这里导出的底册填写，底册号和姓名不要改。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请确认选对了文件。"},
    )  # fmt: skip
