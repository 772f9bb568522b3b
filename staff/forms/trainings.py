from itertools import groupby

from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import GroupedChecks, WordedChoices
from orgs.models import Unit
from staff.forms.posts import member_name
from staff.models import Attendance, Member, Training, TrainingPlan
from staff.selectors.trainings import absent_from


class TrainingForm(WordedChoices, forms.ModelForm):
    """One training: what, when, where, by whom."""

    held_on = DayField(label="举办日期", help_text="可以是将要举办的日期，先报名，举办之后再登记参训人员。")
    enrols_until = DayField(label="报名截止", required=False, help_text="留空则到举办前一天。")

    class Meta:
        model = Training
        fields = (
            "unit", "plan", "title", "held_on", "hours", "level", "place", "teacher", "enrols_until",
            "pass_mark", "note",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().in_tree_order()
        self.fields["unit"].queryset = units.filter(level__in=(Unit.Level.COUNTY, Unit.Level.TOWNSHIP))
        plans = (
            TrainingPlan.objects.within(scope).set_by(scope).filter(year__gte=timezone.localdate().year - 1)
        )
        self.fields["plan"].queryset = plans.order_by("-year", "month", "pk")
        self.fields["plan"].empty_label = "计划外"


class AttendForm(forms.Form):
    """Who took part: any of those in post on the day who are not on the list yet."""

    members = forms.ModelMultipleChoiceField(
        label="参训人员",
        queryset=Member.objects.none(),
        widget=GroupedChecks,
        error_messages={"required": "请至少选择一人。"},
    )
    passed = forms.BooleanField(label="考核合格", required=False, initial=True)

    def __init__(self, *args, training, scope, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["members"]
        field.queryset = absent_from(training, scope, training.held_on)
        groups = groupby(field.queryset, key=lambda member: _township_of(member.unit))
        field.choices = [
            (township.name, [(member.pk, member_name(member)) for member in members])
            for township, members in groups
        ]


def _township_of(unit):
    return unit.parent if unit.is_grassroots else unit


class AttendanceForm(forms.ModelForm):
    """The result of the examination."""

    class Meta:
        model = Attendance
        fields = ("score", "passed", "certificate_number")
        help_texts = {
            "score": "百分制；填了分数的，按合格分数判定。",
            "certificate_number": "外单位发的证照实填写；本单位的由系统编号，不用填。",
        }

    def _post_clean(self):
        """Leave the constraints to the service, which refuses in better words."""
