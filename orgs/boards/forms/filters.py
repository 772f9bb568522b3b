"""The filters above the lists. Empty means all; nonsense is ignored, never an error page."""

from django import forms
from django.utils import timezone

from orgs.boards.choices import Due
from orgs.boards.defaults import KINDS
from orgs.boards.selectors.boards import kept_by_due
from orgs.filters import ALL, UnitPlaceFilter

SORTS = {
    "unit": ("unit__path", "kind", "pk"),
    "ends": ("current__ends_on", "unit__path", "kind", "pk"),
    "starts": ("current__starts_on", "unit__path", "kind", "pk"),
}
BY_UNIT = ("unit__path", "kind", "pk")


class BoardFilter(UnitPlaceFilter):
    """The filters above the list of boards."""

    q = forms.CharField(label="单位", required=False)
    kind = forms.ChoiceField(
        label="班子", required=False, choices=[("", ALL), *((k.code, k.short) for k in KINDS.values())]
    )
    due = forms.ChoiceField(label="任期", required=False, choices=[("", ALL), *Due.choices])

    field_order = ("q", "kind", "due", "township", "unit")

    def apply(self, boards):
        """Return the boards (`with_terms`) that fit."""
        boards = self.keep(boards)
        if text := self.chosen("q").strip():
            boards = boards.filter(unit__name__contains=text)
        if kind := self.chosen("kind"):
            boards = boards.filter(kind=kind)
        return kept_by_due(boards, self.chosen("due"), timezone.localdate())


class PlaceOnlyFilter(UnitPlaceFilter):
    """Narrows the vacancies to a place."""
