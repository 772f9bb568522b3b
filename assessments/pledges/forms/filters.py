"""The filters above the board of pledges. Empty means all; nonsense is ignored, never an error page."""

from django import forms

from assessments.pledges.choices import Standing
from orgs.filters import ALL, UnitPlaceFilter

MISSING = "missing"
STATES = [("", ALL), (MISSING, "未签订（含须重签）"), *Standing.choices]


class PledgeFilter(UnitPlaceFilter):
    """Narrows the board to a township and to how the pledge stands; `round` keeps the table in view."""

    round = forms.CharField(required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(label="责任书", required=False, choices=STATES)

    def __init__(self, *args, round_, **kwargs):
        self.round_ = round_
        super().__init__(*args, **kwargs)

    def offer(self):
        super().offer()
        is_one = len(self.fields["township"].queryset[:2]) < 2
        if is_one or self.round_.subject == self.round_.scheme.subject_kind.TOWNSHIP:
            del self.fields["township"]

    @property
    def shown(self):
        """Return the fields that people see."""
        return [self[name] for name in ("township", "state") if name in self.fields]

    @property
    def township_code(self):
        """Return the code of the township in view, empty without one."""
        township = self.cleaned_data.get("township")
        return township.code if township else ""

    @property
    def is_used(self):
        return bool(self.place or self.chosen("state"))

    def apply(self, lines):
        """Keep the lines whose pledge stands as asked."""
        state = self.chosen("state")
        if state == MISSING:
            return [line for line in lines if line.pledges.is_missing]
        return [line for line in lines if line.pledges.state == state] if state else lines
