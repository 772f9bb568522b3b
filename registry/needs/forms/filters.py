"""The filters above the lists. Empty means all; nonsense is ignored, never an error page."""

from django import forms
from django.utils import timezone

from orgs.scoping import below
from registry.forms.filters import ALL, PlaceFilter
from registry.models import Person
from registry.needs.choices import NeedState
from registry.needs.selectors import eligible
from registry.needs.selectors.needs import unasked
from registry.needs.selectors.rules import need_kind_names

STATES = [
    ("", "未办结"),
    ("overdue", "超期未办结"),
    *[(value, label) for value, label in NeedState.choices if value != NeedState.CLOSED],
    ("closed", "已办结"),
    ("unasked", "已办结待回访"),
    ("all", "全部"),
]
WHO = [("", "有对应需求的"), ("fits", "登记表中符合条件的"), ("anyone", "在册的所有人")]


class PlacedFilter(PlaceFilter):
    """Narrows a list by name and by place."""

    q = forms.CharField(label="姓名或证号", required=False)
    field_order = ("q",)


class NeedFilter(PlacedFilter):
    """Filters of the list of needs, which without any shows the open ones."""

    kind = forms.ChoiceField(label="需求类别", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    field_order = ("q", "township", "village", "kind", "state")

    def offer(self):
        super().offer()
        self.fields["kind"].choices = [*ALL, *need_kind_names(self.scope, timezone.localdate()).items()]

    def apply(self, needs):
        """Return the needs that fit."""
        if text := self.chosen("q").strip():
            needs = needs.filter(person__in=Person.objects.within(self.scope).matching(text))
        if kind := self.chosen("kind"):
            needs = needs.filter(kind=kind)
        return self._by_state(self.keep(needs))

    def _by_state(self, needs):
        state = self.chosen("state")
        if state == "overdue":
            return needs.overdue(timezone.localdate())
        if state == "closed":
            return needs.closed()
        if state == "unasked":
            return unasked(needs)
        if state == "all":
            return needs
        return needs.open().filter(state=state) if state else needs.open()


class CompletionFilter(PlacedFilter):
    """Filters of a project's completion list."""

    def apply(self, completions):
        """Return the completions that fit."""
        if text := self.chosen("q").strip():
            completions = completions.filter(person__in=Person.objects.within(self.scope).matching(text))
        return self.keep(completions)


class EligibleFilter(PlacedFilter):
    """Whom a project may serve: by open need, by the register's facts, or anybody that one looks for."""

    who = forms.ChoiceField(label="人员", required=False, choices=WHO)
    field_order = ("q", "township", "village", "who")

    def apply(self, project, *, on):
        """Return the persons of the scope who fit and are not on the project's list yet."""
        who = self.chosen("who")
        if who == "fits":
            people = eligible.matching_persons(project, self.scope, on=on)
        else:
            people = Person.objects.within(self.scope).active()
            if not who:
                people = eligible.in_need(people, project)
        people = people.filter(below(project.unit.path, "unit_path"))
        return eligible.not_served(self.keep(people.matching(self.chosen("q"))), project)
