"""Equal points, groups, and the tiers of an earlier year."""

from django import forms
from django.utils import timezone

from core.fields import DayField


class TieForm(forms.Form):
    """Whom the joint meeting chose of units with equal points."""

    equal = forms.CharField(widget=forms.HiddenInput)
    chosen = forms.TypedMultipleChoiceField(
        label="评上的单位", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    decided_on = DayField(label="联席会议日期")
    reason = forms.CharField(label="决定的理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, tie, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.tie = tie
        field = self.fields["chosen"]
        field.choices = [(unit.pk, unit.place_name) for unit in units]
        field.help_text = f"{len(units)} 个单位同为 {tie.total} 分，还有 {tie.places} 个“{tie.band}”名额。"
        self.fields["equal"].initial = key_of(tie)
        self.fields["decided_on"].initial = timezone.localdate().isoformat()


def key_of(tie):
    """Return what names a tie in a form: its band, its group and its units."""
    return f"{tie.band}|{tie.group}|{','.join(str(key) for key in sorted(tie.keys))}"


class GroupsForm(forms.Form):
    """A group for each township, typed or chosen from those that exist."""

    def __init__(self, *args, townships, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.townships = townships
        for unit in townships:
            self.fields[f"group_{unit.pk}"] = forms.CharField(
                label=f"{unit.name}的组别",
                max_length=40,
                required=False,
                initial=names.get(unit.path, ""),
                widget=forms.TextInput(attrs={"list": "groups", "autocomplete": "off"}),
            )

    def rows(self):
        """Yield (township, bound field)."""
        for unit in self.townships:
            yield unit, self[f"group_{unit.pk}"]

    def seats(self):
        """Return {township: name of its group}."""
        return {unit: self.cleaned_data[f"group_{unit.pk}"] for unit in self.townships}


class PastTiersForm(forms.Form):
    """The tier of each unit in the year before."""

    def __init__(self, *args, units, known, tiers, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = units
        for unit in units:
            self.fields[f"tier_{unit.pk}"] = forms.ChoiceField(
                label=f"{unit.name}的档次",
                required=False,
                initial=known.get(unit.pk, ""),
                choices=[("", "未划档"), *((name, name) for name in tiers)],
            )

    def rows(self):
        """Yield (unit, bound field)."""
        for unit in self.units:
            yield unit, self[f"tier_{unit.pk}"]

    def tiers(self):
        """Return {unit: tier}."""
        return {unit: self.cleaned_data[f"tier_{unit.pk}"] for unit in self.units}
