"""The filters above the lists of this room. Empty means all; nonsense is ignored, never an error page."""

from django import forms
from django.utils import timezone

from registry.certificates.choices import UNFINISHED, CaseKind
from registry.certificates.selectors.households import SEVERAL
from registry.forms.filters import PlaceFilter

ALL = [("", "全部")]
STATES = [
    ("", "未办结"),
    ("review", "待县残联办理"),
    ("overdue", "已超期"),
    ("returned", "已退回"),
    ("done", "已办结"),
    ("withdrawn", "已撤销"),
    ("all", "全部"),
]
SIZES = [("", "2 人及以上"), ("3", "3 人及以上"), ("4", "4 人及以上")]


class CaseFilter(PlaceFilter):
    """Above the list of cases."""

    q = forms.CharField(label="姓名或身份证号", required=False)
    kind = forms.ChoiceField(label="业务", required=False, choices=[*ALL, *CaseKind.choices])
    state = forms.ChoiceField(label="办理状态", required=False, choices=STATES)
    field_order = ("q", "township", "village", "kind", "state")

    def apply(self, cases):
        """Return the cases that fit."""
        values = self.cleaned_data
        cases = cases.matching(values.get("q", ""))
        if self.place:
            cases = cases.within(self.narrowed)
        if kind := values.get("kind"):
            cases = cases.filter(kind=kind)
        return self._by_state(cases, values.get("state", ""))

    def _by_state(self, cases, state):
        if state == "review":
            return cases.for_review()
        if state == "overdue":
            return cases.overdue(timezone.localdate())
        if state in {"returned", "done", "withdrawn"}:
            return cases.filter(state=state)
        return cases if state == "all" else cases.filter(state__in=UNFINISHED)


class ExpiryFilter(PlaceFilter):
    """Above the work-list of certificates that run out."""

    q = forms.CharField(label="姓名或证号", required=False)
    field_order = ("q", "township", "village")


class HouseholdFilter(PlaceFilter):
    """Above the list of households with several disabled persons."""

    least = forms.ChoiceField(label="残疾人数", required=False, choices=SIZES)

    @property
    def least_members(self):
        """Return how many disabled persons a household must have to be listed."""
        return int(self.cleaned_data.get("least") or SEVERAL)
