"""The filters above the lists. Empty means all; nonsense is ignored, never an error page."""

from django import forms
from django.utils import timezone

from registry.benefits.choices import CaseState, Fault, GrantState
from registry.benefits.models import BenefitKind
from registry.benefits.selectors.figures import about, recheck_due
from registry.forms.filters import ALL, PlaceFilter

GRANT_SORTS = {
    "name": ("person__pinyin", "pk"),
    "amount": ("amount", "pk"),
    "month": ("first_month", "pk"),
    "unit": ("unit_path", "person__pinyin", "pk"),
}
FINDING_SORTS = {
    "over": ("over", "pk"),
    "missed": ("missed", "pk"),
    "months": ("months", "pk"),
    "unit": ("unit_path", "person__pinyin", "pk"),
}
BY_PLACE = ("unit_path", "person__pinyin", "pk")
RECHECKS = [*ALL, ("due", "本年待复核"), ("done", "本年已复核")]


class _BenefitFilter(PlaceFilter):
    q = forms.CharField(label="姓名或证号", required=False)
    kind = forms.ChoiceField(label="补贴", required=False)

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, scope=scope, **kwargs)
        kinds = BenefitKind.objects.within(scope).in_order().values_list("pk", "short_name")
        self.fields["kind"].choices = [*ALL, *((str(pk), name) for pk, name in kinds)]
        self.full_clean()

    def keep(self, rows):
        """Keep those of the place, the kind and the name or number."""
        values, rows = self.cleaned_data, super().keep(rows)
        if kind := values.get("kind"):
            rows = rows.filter(kind=kind)
        if text := (values.get("q") or "").strip():
            rows = about(rows, text)
        return rows


class GrantFilter(_BenefitFilter):
    """The filters above the grants."""

    state = forms.ChoiceField(label="状态", required=False, choices=[*ALL, *GrantState.choices])
    recheck = forms.ChoiceField(label="年度复核", required=False, choices=RECHECKS)
    field_order = ("q", "kind", "state", "recheck", "township", "village")

    def apply(self, grants):
        """Return the grants that fit; running ones where no state is asked for."""
        grants, today = self.keep(grants), timezone.localdate()
        if state := self.cleaned_data.get("state"):
            grants = grants.filter(state=state)
        recheck = self.cleaned_data.get("recheck")
        if recheck == "due":
            return recheck_due(grants, today)
        if recheck == "done":
            return grants.filter(rechecked_on__gte=today.replace(month=1, day=1))
        return grants


class FindingFilter(_BenefitFilter):
    """The filters above the findings of the sentinel."""

    fault = forms.ChoiceField(label="问题", required=False, choices=[*ALL, *Fault.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "未办结"), *CaseState.choices, ("all", "全部")]
    )
    field_order = ("q", "kind", "fault", "state", "township", "village")

    def apply(self, findings):
        """Return the findings that fit; those not finished where no state is asked for."""
        findings = self.keep(findings)
        if fault := self.cleaned_data.get("fault"):
            findings = findings.filter(fault=fault)
        state = self.cleaned_data.get("state")
        if state == "all":
            return findings
        return findings.filter(state=state) if state else findings.unfinished()


class FigureFilter(forms.Form):
    """The year of the figures."""

    year = forms.TypedChoiceField(label="年度", coerce=int, required=False, empty_value=None)

    def __init__(self, data, *, years):
        super().__init__(data)
        self.fields["year"].choices = [(year, f"{year} 年") for year in years]
        self.is_valid()
        self.year = self.cleaned_data.get("year") or years[0]
