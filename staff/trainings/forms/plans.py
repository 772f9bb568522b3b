from itertools import groupby

from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import GroupedChecks, WordedChoices
from orgs.models import Unit
from staff.forms.posts import member_name
from staff.models import Member
from staff.trainings.models import TrainingPlan, TrainingRule
from staff.trainings.selectors.plans import may_be_enrolled
from staff.trainings.services.enrolments import township_of


class PlanForm(WordedChoices, forms.ModelForm):
    """One course of the year: for whom, about what, how long and in which month."""

    class Meta:
        model = TrainingPlan
        fields = ("unit", "year", "month", "title", "audience", "level", "hours", "people", "note")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().in_tree_order()
        self.fields["unit"].queryset = units.filter(level__in=(Unit.Level.COUNTY, Unit.Level.TOWNSHIP))

    def _post_clean(self):
        """Leave the constraints to the service, which refuses in better words."""
        self.instance = forms.models.construct_instance(self, self.instance, self.Meta.fields)


class TrainingRuleForm(forms.ModelForm):
    """What a county wants of training from a day on."""

    since = DayField(label="自何日起执行")

    class Meta:
        model = TrainingRule
        fields = ("since", "times_a_year", "coverage_percent", "pass_mark", "source")

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("times_a_year", "coverage_percent", "pass_mark"):
            self.initial[name] = getattr(rule, name)
        self.initial["since"] = timezone.localdate()

    def _post_clean(self):
        """Leave the constraints to the service; the validators of the fields have spoken."""


class QuotaForm(forms.Form):
    """The places of each township; empty for none."""

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        for one in places:
            self.fields[f"places_{one.township.pk}"] = forms.IntegerField(
                label=f"{one.township.name}名额", required=False, min_value=0, max_value=9999,
                initial=one.places if one.places else None,
                widget=forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"}),
            )  # fmt: skip

    def rows(self):
        """Yield (Places, bound field) for the page."""
        for one in self.places:
            yield one, self[f"places_{one.township.pk}"]

    def result(self):
        """Return {township: number or None}."""
        return {one.township: self.cleaned_data[f"places_{one.township.pk}"] for one in self.places}


class EnrolForm(forms.Form):
    """Who is to take part: any of those in post of the user's own places."""

    members = forms.ModelMultipleChoiceField(
        label="参训人员", queryset=Member.objects.none(), widget=GroupedChecks,
        error_messages={"required": "请至少选择一人。"},
    )  # fmt: skip

    def __init__(self, *args, training, scope, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["members"]
        field.queryset = may_be_enrolled(training, scope, timezone.localdate())
        groups = groupby(field.queryset, key=lambda member: township_of(member.unit))
        field.choices = [
            (township.name, [(member.pk, member_name(member)) for member in members])
            for township, members in groups
        ]
