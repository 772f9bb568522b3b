"""The filters above the lists. Empty means all; nonsense is ignored, never an error page."""

from django import forms
from django.utils import timezone

from core.fields import DayField
from registry.applications.choices import Level, State, StepKind
from registry.applications.selectors.applications import matching
from registry.applications.selectors.figures import DIMENSIONS
from registry.forms.filters import PlaceFilter
from registry.models import Application

ALL = [("", "全部")]
DUE = [*ALL, ("mine", "待本单位办理"), ("overdue", "已超期"), ("soon", "快到期"), ("deliver", "待送达")]
STEPS = [(kind.value, kind.label) for kind in StepKind if kind != StepKind.DELIVER]
SORTS = {
    "number": ("year", "serial", "pk"),
    "applied": ("applied_on", "pk"),
    "due": ("due_on", "pk"),
    "unit": ("unit__path", "pk"),
}
NEWEST_FIRST = ("-applied_on", "-pk")


class ApplicationFilter(PlaceFilter):
    """The filters above the list of applications."""

    q = forms.CharField(label="编号、姓名、证号", required=False)
    due = forms.ChoiceField(label="期限", required=False, choices=DUE)
    state = forms.ChoiceField(label="状态", required=False, choices=[*ALL, *State.choices])
    kind = forms.ChoiceField(label="待遇", required=False)
    step = forms.ChoiceField(label="环节", required=False, choices=[*ALL, *STEPS])
    level = forms.ChoiceField(label="办理层级", required=False, choices=[*ALL, *Level.choices])

    field_order = ("q", "due", "state", "kind", "step", "level", "township", "village")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, scope=scope, **kwargs)
        known = Application.objects.within(scope).values_list("kind", "kind_name").order_by("kind").distinct()
        self.fields["kind"].choices = [*ALL, *dict(known).items()]
        self.is_valid()
        self.full_clean()

    def apply(self, applications):
        """Return the applications that fit."""
        values = self.cleaned_data
        applications = matching(applications, values.get("q", ""))
        if place := self.place:
            applications = applications.within(self.scope.narrowed_to(place))
        for name, column in (
            ("state", "state"),
            ("kind", "kind"),
            ("step", "step_kind"),
            ("level", "step_level"),
        ):
            if value := values.get(name):
                applications = applications.filter(**{column: value})
                if name in ("step", "level"):
                    applications = applications.open()
        today, wanted = timezone.localdate(), values.get("due")
        if wanted == "mine":
            return applications.waiting_at(self.scope, today)
        if wanted == "deliver":
            return applications.to_deliver()
        if wanted == "overdue":
            return applications.overdue(today)
        return applications.due_soon(today) if wanted == "soon" else applications


class FiguresForm(PlaceFilter):
    """From when to when, of which place, and by what the figures are parted."""

    start = DayField(label="从", help_text="", required=False)
    end = DayField(label="到", help_text="", required=False)
    by = forms.ChoiceField(label="按", required=False, choices=list(DIMENSIONS.items()))

    field_order = ("start", "end", "by", "township", "village")

    def __init__(self, data, *args, scope, year, **kwargs):
        today = timezone.localdate()
        first = today.replace(year=year, month=1, day=1)
        last = min(today.replace(year=year, month=12, day=31), today)
        given = data.dict() if data else {}
        given.setdefault("start", first.isoformat())
        given.setdefault("end", last.isoformat())
        self.whole_year = first, last
        super().__init__(given, *args, scope=scope, **kwargs)

    def clean(self):
        values = super().clean()
        start, end = values.get("start"), values.get("end")
        if start and end and start > end:
            self.add_error("end", "截止日期不能早于起始日期。")
        return values

    @property
    def period(self):
        """Return first and last day; the whole year in view where what was asked for makes no sense."""
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        return start or self.whole_year[0], end or self.whole_year[1]

    @property
    def dimension(self):
        """Return the code of the dimension; the units where none or nonsense was asked for."""
        return self.cleaned_data.get("by") or "unit"
