from datetime import timedelta

from django import forms
from django.utils import timezone

from orgs.filters import VillagePlaceFilter
from registry.choices import Category, Grade, Subsistence
from registry.models.persons import EXPIRY_WARNING_DAYS

ALL = [("", "全部")]
STATES = [("active", "在册"), ("archived", "已归档"), ("all", "全部")]
CARDS = [
    *ALL,
    ("valid", "有效"),
    ("expiring", "90 天内到期"),
    ("expired", "已过期"),
    ("other", "冻结或注销"),
    ("none", "未办证"),
]
RESIDENCES = [*ALL, ("apart", "人户分离")]


class PlaceFilter(VillagePlaceFilter):
    """Narrows a list to a township or a village of the scope."""


class PersonFilter(PlaceFilter):
    """The filters above the register. Empty means "all"; nonsense is ignored, never an error page."""

    q = forms.CharField(label="姓名或证号", required=False)
    category = forms.ChoiceField(label="类别", required=False, choices=[*ALL, *Category.choices])
    grade = forms.ChoiceField(label="等级", required=False, choices=[*ALL, *Grade.choices])
    subsistence = forms.ChoiceField(label="低保特困", required=False, choices=[*ALL, *Subsistence.choices])
    card = forms.ChoiceField(label="残疾人证", required=False, choices=CARDS)
    residence = forms.ChoiceField(label="居住", required=False, choices=RESIDENCES)
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)

    field_order = ("q",)

    def apply(self, people):
        """Return the persons that fit."""
        values = self.cleaned_data
        people = people.matching(values.get("q", ""))
        if place := self.place:
            people = people.within(self.scope.narrowed_to(place))
        for field in ("category", "grade", "subsistence"):
            if value := values.get(field):
                people = people.filter(**{field: value})
        if values.get("residence") == "apart":
            people = people.living_apart()
        return self._by_state(self._by_card(people))

    @property
    def default_sort(self):
        """Return the fields to order by: place and name.

        Nobody on the register has been archived; but ordered by that first, PostgreSQL reads a page off the
        index `person_search` instead of sorting everybody.
        """
        return ("archived_at", *DEFAULT_SORT) if self._state == "active" else DEFAULT_SORT

    @property
    def _state(self):
        return self.cleaned_data.get("state") or "active"

    def _by_state(self, people):
        state = self._state
        if state == "archived":
            return people.archived()
        return people if state == "all" else people.active()

    def _by_card(self, people):
        today = timezone.localdate()
        until = today + timedelta(days=EXPIRY_WARNING_DAYS)
        wanted = self.cleaned_data.get("card")
        if wanted == "expired":
            return people.card_valid().card_expired(today)
        if wanted == "expiring":
            return people.card_valid().card_expiring(today, until)
        if wanted == "valid":
            return people.card_valid().exclude(card_expires_on__lt=today)
        if wanted == "other":
            return people.exclude(card_state="").exclude(card_state="valid")
        return people.filter(card_state="") if wanted == "none" else people


SORTS = {
    "name": ("pinyin", "name", "pk"),
    "birth": ("birth_date", "pk"),
    "category": ("category", "grade", "pk"),
    "grade": ("grade", "category", "pk"),
    "unit": ("unit_path", "pinyin", "pk"),
    "card": ("card_expires_on", "pk"),
}
DEFAULT_SORT = ("unit_path", "pinyin", "pk")
