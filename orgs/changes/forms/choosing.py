"""Choosing what a change is about, and filtering the list of changes."""

from itertools import groupby

from django import forms

from core.forms import GroupedChecks
from orgs.fields import FlatSelect
from orgs.filters import ALL
from orgs.models import Unit, UnitChange

Kind = UnitChange.Kind
MANY = {Kind.TRANSFER, Kind.MERGE}
GRASSROOTS_ONLY = {Kind.TRANSFER, Kind.SPLIT}


def grouped_units(scope, kind):
    """Return (queryset, choices in groups by township) of the units that such a change can be about."""
    units = Unit.objects.within(scope).current().filter(valid_to=None).select_related("parent")
    levels = Unit.GRASSROOTS if kind in GRASSROOTS_ONLY else (Unit.Level.TOWNSHIP, *Unit.GRASSROOTS)
    units = units.filter(level__in=levels).in_tree_order()
    groups = []
    towns = [(unit.pk, unit.name) for unit in units if unit.is_township]
    if towns:
        groups.append(("乡镇（街道）", towns))
    villages = [unit for unit in units if unit.is_grassroots]
    for township, below in groupby(villages, key=lambda unit: unit.parent):
        groups.append((township.name if township else "", [(unit.pk, unit.name) for unit in below]))
    return units, groups


class OneUnitForm(forms.Form):
    """The one unit that is changed."""

    units = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), widget=FlatSelect)

    def __init__(self, *args, scope, kind, **kwargs):
        super().__init__(*args, **kwargs)
        units, groups = grouped_units(scope, kind)
        self.fields["units"].queryset = units
        self.fields["units"].choices = [("", "请选择"), *groups]

    @property
    def chosen(self):
        """Return the units that were chosen, as a list."""
        return [self.cleaned_data["units"]]


class ManyUnitsForm(forms.Form):
    """The units that are changed together."""

    units = forms.ModelMultipleChoiceField(label="单位", queryset=Unit.objects.none(), widget=GroupedChecks)

    def __init__(self, *args, scope, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        units, groups = grouped_units(scope, kind)
        self.fields["units"].queryset = units
        self.fields["units"].choices = groups
        if kind == Kind.MERGE:
            self.fields["units"].help_text = "勾选要合并的单位，至少两个；承接单位也要勾选。"

    def clean_units(self):
        units = self.cleaned_data["units"]
        if self.kind == Kind.MERGE and len(units) < 2:
            raise forms.ValidationError("合并至少要有两个单位。")
        return units

    @property
    def chosen(self):
        """Return the units that were chosen, as a list in tree order."""
        return list(self.cleaned_data["units"])


def chooser_for(kind):
    """Return the form by which the units of such a change are chosen."""
    return ManyUnitsForm if kind in MANY else OneUnitForm


class ChangeFilter(forms.Form):
    """Narrows the list of changes."""

    kind = forms.ChoiceField(label="种类", required=False, choices=[("", ALL), *Kind.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", ALL), *UnitChange.State.choices])
    q = forms.CharField(label="单位名称或批文", required=False)

    def apply(self, changes):
        """Return the changes that fit; nonsense is ignored."""
        self.is_valid()
        for name in ("kind", "state"):
            if value := self.cleaned_data.get(name):
                changes = changes.filter(**{name: value})
        if text := self.cleaned_data.get("q", "").strip():
            changes = changes.matching(text)
        return changes

    @property
    def is_used(self):
        """True if anything narrows the list."""
        self.is_valid()
        return any(self.cleaned_data.values())


class TakeBackForm(forms.Form):
    """Why a change is taken back."""

    because = forms.CharField(label="撤回原因", max_length=300)


class ConfirmForm(forms.Form):
    """The second look: figures compared with the paper."""

    checked = forms.BooleanField(label="已对照批文核对单位、日期和随迁数量")
