from django import forms

from orgs.models import Unit


class UnitProfileForm(forms.ModelForm):
    """The descriptive facts of a unit; its name and place in the tree are changed elsewhere."""

    class Meta:
        model = Unit
        fields = ("population", "households", "address", "phone", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}


class UnitFilter(forms.Form):
    """The search above the directory. Empty means the tree."""

    q = forms.CharField(label="名称、首字母或代码", required=False)
    level = forms.ChoiceField(label="层级", required=False, choices=[("", "全部"), *Unit.Level.choices])
    closed = forms.BooleanField(label="包括已撤销的单位和曾用名", required=False)

    def apply(self, units):
        """Return the units that fit; nonsense in the query is ignored."""
        self.is_valid()
        text, closed = self.cleaned_data.get("q", ""), self.cleaned_data.get("closed")
        units = units.ever_called(text) if closed else units.current().matching(text)
        if level := self.cleaned_data.get("level"):
            units = units.filter(level=level)
        return units

    @property
    def is_used(self):
        """True if the user searches rather than browses."""
        self.is_valid()
        asked = self.cleaned_data.get("q", "").strip()
        return bool(asked or self.cleaned_data.get("level") or self.cleaned_data.get("closed"))
