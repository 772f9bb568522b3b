"""The filters above the lists. Empty means all; nonsense is ignored, never an error page."""

from django import forms
from django.utils import timezone

from core.fields import DayField
from core.navigation import years
from orgs.filters import UnitPlaceFilter
from orgs.models import Unit
from registry.petitions.choices import Form, State
from registry.petitions.forms.cases import LEVELS, UnitField
from registry.petitions.selectors.cases import matching
from registry.petitions.selectors.figures import DIMENSIONS
from registry.petitions.selectors.rules import category_names

ALL = [("", "全部")]
DUE = [*ALL, ("overdue", "已超期"), ("soon", "快到期"), ("open", "未办结"), ("supervised", "督办件")]
SORTS = {
    "number": ("year", "serial", "pk"),
    "received": ("received_on", "pk"),
    "due": ("due_on", "pk"),
}
NEWEST_FIRST = ("-received_on", "-pk")


class PlacedFilter(UnitPlaceFilter):
    """Narrows a list; where there is only one township, nobody has to choose it."""

    def offer(self):
        super().offer()
        if len(self.fields["township"].queryset[:2]) < 2:
            del self.fields["township"]


class PetitionFilter(PlacedFilter):
    """The filters above the list of petitions."""

    q = forms.CharField(label="编号、姓名、内容", required=False)
    due = forms.ChoiceField(label="期限", required=False, choices=DUE)
    state = forms.ChoiceField(label="状态", required=False, choices=[*ALL, *State.choices])
    category = forms.ChoiceField(label="类别", required=False)
    form = forms.ChoiceField(label="形式", required=False, choices=[*ALL, *Form.choices])
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)

    field_order = ("q", "due", "state", "category", "form", "year", "township", "unit")

    def __init__(self, *args, scope, reader, **kwargs):
        self.reader = reader
        super().__init__(*args, scope=scope, **kwargs)

    def offer(self):
        super().offer()
        self.fields["category"].choices = [*ALL, *category_names(self.scope, timezone.localdate())]
        self.fields["year"].choices = [*ALL, *((year, f"{year} 年") for year in years())]

    def apply(self, petitions):
        """Return the petitions that fit."""
        values = self.cleaned_data
        petitions = matching(petitions, values.get("q", ""), self.reader)
        if place := self.place:
            petitions = petitions.at_unit(place)
        for name in ("state", "category", "form", "year"):
            if value := values.get(name):
                petitions = petitions.filter(**{name: value})
        return self._by_due(petitions)

    def _by_due(self, petitions):
        wanted, today = self.cleaned_data.get("due"), timezone.localdate()
        if wanted == "overdue":
            return petitions.overdue(today)
        if wanted == "soon":
            return petitions.due_soon(today)
        if wanted == "supervised":
            return petitions.open().exclude(supervised_on=None)
        return petitions.open() if wanted == "open" else petitions


class PeriodForm(forms.Form):
    """From when to when, and of which unit: for 表7 and for the figures."""

    start = DayField(label="从", help_text="", required=False)
    end = DayField(label="到", help_text="", required=False)
    unit = UnitField(label="单位", required=False)

    def __init__(self, data, *args, scope, year, **kwargs):
        today = timezone.localdate()
        first = today.replace(year=year, month=1, day=1)
        last = min(today.replace(year=year, month=12, day=31), today)
        given = data.dict() if data else {}
        given.setdefault("start", first.isoformat())
        given.setdefault("end", last.isoformat())
        super().__init__(given, *args, **kwargs)
        self.scope, self.whole_year = scope, (first, last)
        units = Unit.objects.within(scope).current().filter(level__in=LEVELS).select_related("parent")
        self.fields["unit"].offer(units)
        self.fields["unit"].choices = [("", "全部"), *list(self.fields["unit"].choices)[1:]]
        self.is_valid()

    def clean(self):
        values = super().clean()
        start, end = values.get("start"), values.get("end")
        if start and end and start > end:
            self.add_error("end", "截止日期不能早于起始日期。")
        return values

    @property
    def period(self):
        """Return first and last day; the whole year in view where what was asked for makes no sense."""
        if self.errors:
            return self.whole_year
        return self.cleaned_data.get("start") or self.whole_year[0], (
            self.cleaned_data.get("end") or self.whole_year[1]
        )

    @property
    def place(self):
        """Return the unit chosen, or None for everything in the scope."""
        return self.cleaned_data.get("unit")


class FiguresForm(PeriodForm):
    """The same, and by what the figures are parted."""

    by = forms.ChoiceField(label="按", required=False, choices=list(DIMENSIONS.items()))

    @property
    def dimension(self):
        """Return the code of the dimension; the category where none or nonsense was asked for."""
        return self.cleaned_data.get("by") or "category"
