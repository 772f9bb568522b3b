from django import forms

from core.navigation import years
from orgs.selectors import unit_choices
from reports.forms import QUARTERS
from reports.periods import NotPossible
from reports.services import title_of
from reports.sets.making import LEVELS, PaperSet, offered


class SetForm(forms.Form):
    """Ask for a set of papers: unit, year and kinds. Units come from `scope`, kinds are those of `user`."""

    unit = forms.ModelChoiceField(None, label="单位", empty_label="请选择单位")
    year = forms.TypedChoiceField(label="年度", coerce=int)
    quarter = forms.TypedChoiceField(
        label="季度", choices=QUARTERS, coerce=int, required=False, empty_value=None,
        help_text="用于按季度生成的报表；不选为当前季度，往年为第四季度。",
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label="材料", widget=forms.CheckboxSelectMultiple,
        help_text="不适用于所选单位的不做，并写明原因。",
        error_messages={"required": "请至少勾选一种材料。"},
    )  # fmt: skip

    def __init__(self, *args, scope, user, **kwargs):
        super().__init__(*args, **kwargs)
        units = unit_choices(scope, levels=LEVELS)
        kinds = offered(user, set(units.values_list("level", flat=True)))
        self.fields["unit"].queryset = units
        self.fields["year"].choices = [(year, f"{year} 年") for year in years()]
        self.fields["kinds"].choices = [(kind.code, kind.name) for kind in kinds]
        self.fields["kinds"].initial = [kind.code for kind in kinds if not kind.people]

    def clean(self):
        """Refuse a set of which nothing can be made."""
        facts = super().clean()
        if {"unit", "year", "kinds"} <= facts.keys():
            self.set = PaperSet(facts["unit"], facts["year"], tuple(facts["kinds"]), facts.get("quarter"))
            reasons = [reason for code in self.set.kinds if (reason := self._why_not(code))]
            if len(reasons) == len(self.set.kinds):
                raise forms.ValidationError(reasons[0])
        return facts

    def _why_not(self, code):
        try:
            title_of(code, self.set.unit, self.set.year, self.set.quarter)
        except NotPossible as problem:
            return str(problem)
        return ""

    def job_params(self):
        """Return what the job needs to know, as plain values."""
        own = self.set
        return {
            "unit": own.unit.pk, "year": own.year, "quarter": own.quarter, "kinds": list(own.kinds),
            "keeps_done": True,
        }  # fmt: skip
