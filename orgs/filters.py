"""Filters that narrow a list to a place. Empty means all; nonsense is ignored, never an error page."""

from django import forms

from orgs.fields import FlatSelect
from orgs.models import Unit

ALL = "全部"


class Placed(forms.Form):
    """Narrows a list to a township, or to the smaller place that the field `smaller` names."""

    smaller = ""
    township = forms.ModelChoiceField(
        label="乡镇（街道）",
        required=False,
        queryset=Unit.objects.none(),
        empty_label=ALL,
        to_field_name="code",
    )

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.scope = scope
        self._units = Unit.objects.within(scope).current().in_tree_order()
        self.fields["township"].queryset = self._units.townships()
        self.offer()
        self.is_valid()

    def offer(self):
        """Set the choices that depend on the scope, before the form is read."""

    @property
    def place(self):
        """Return the smaller place or the township that is chosen; None for the whole scope."""
        township, small = self.cleaned_data.get("township"), self.cleaned_data.get(self.smaller)
        if small and township and not small.path.startswith(township.path):
            return township
        return small or township

    @property
    def narrowed(self):
        """Return the scope of the place, or the whole scope without one."""
        return self.scope.narrowed_to(self.place) if self.place else self.scope

    def keep(self, rows):
        """Keep the rows of the chosen place; all of them without one."""
        return rows.within(self.narrowed) if self.place else rows

    @property
    def is_used(self):
        """True if anything narrows the list."""
        return any(self.cleaned_data.get(name) for name in self.fields)

    def chosen(self, name):
        """Return the cleaned value of a field, empty for nonsense."""
        return self.cleaned_data.get(name) or ""


class UnitPlaceFilter(Placed):
    """Narrows to a township, or to the unit that a link from elsewhere names by its id."""

    smaller = "unit"
    unit = forms.ModelChoiceField(required=False, queryset=Unit.objects.none(), widget=forms.HiddenInput)

    def offer(self):
        self.fields["unit"].queryset = self._units


class VillagePlaceFilter(Placed):
    """Narrows to a township or a village; villages are offered after one of several townships is chosen."""

    smaller = "village"
    village = forms.ModelChoiceField(
        label="村（社区）",
        required=False,
        queryset=Unit.objects.none(),
        empty_label=ALL,
        to_field_name="code",
        widget=FlatSelect,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        townships = list(self._units.townships()[:2])
        if township := self.cleaned_data.get("township") or (townships[0] if len(townships) == 1 else None):
            self.fields["village"].queryset = self._units.grassroots().below(township)
        elif townships and not self.cleaned_data.get("village"):
            self.fields["village"].queryset = self._units.none()
            self.fields["village"].empty_label = "先选乡镇"

    def offer(self):
        self.fields["village"].queryset = self._units.grassroots()
