"""What is asked when a step of a case is taken, or the case sent back or withdrawn."""

from django import forms
from django.utils import timezone

from core.fields import DayField
from orgs.models import Unit
from registry.choices import Category, Grade

FOUND = [("", "无"), *Grade.choices]
KINDS_FOUND = [kind for kind in Category if kind != Category.MULTIPLE]


class StepForm(forms.Form):
    """The day on which a step was taken, with a remark."""

    done_on = DayField(label="办理日期", initial=timezone.localdate)
    note = forms.CharField(label="说明", required=False, max_length=300)

    def facts(self):
        """Return the cleaned values, fit for the services."""
        return dict(self.cleaned_data)


class IssueForm(StepForm):
    done_on = DayField(label="发证日期", initial=timezone.localdate)


class NoticeForm(StepForm):
    """公示: from when to when."""

    began_on = DayField(label="公示开始日期")
    done_on = DayField(label="公示结束日期", initial=timezone.localdate)
    note = forms.CharField(
        label="公示情况", required=False, max_length=300, help_text="如：在村务公开栏公示，无异议。"
    )
    field_order = ("began_on", "done_on", "note")


class AssessForm(StepForm):
    """评定: the grade of each kind of disability that was found; several make 多重."""

    agency = forms.CharField(label="评定机构", max_length=100)
    done_on = DayField(label="评定日期", initial=timezone.localdate)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in KINDS_FOUND:
            self.fields[f"grade_{kind.value}"] = forms.ChoiceField(
                label=f"{kind.label}残疾",
                required=False,
                choices=FOUND,
                widget=forms.Select(attrs={"data-private": True}),
            )
        grades = [f"grade_{kind.value}" for kind in KINDS_FOUND]
        self.order_fields(["agency", *grades, "done_on", "note"])

    def clean(self):
        values = super().clean()
        values["grades"] = {
            kind.value: values.pop(f"grade_{kind.value}")
            for kind in KINDS_FOUND
            if values.get(f"grade_{kind.value}")
        }
        if not values["grades"]:
            raise forms.ValidationError("请至少选择一类残疾的等级；不符合残疾标准的，请撤销本业务。")
        return values

    def facts(self):
        names = ("done_on", "note", "agency", "grades")
        return {name: self.cleaned_data[name] for name in names}


STEP_FORMS = {"assess": AssessForm, "notice": NoticeForm, "issue": IssueForm}


class ReturnForm(forms.Form):
    """Why a case goes back, and to which step."""

    step = forms.ChoiceField(label="退回到")
    note = forms.CharField(label="退回原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, case, **kwargs):
        super().__init__(*args, auto_id="id_return_%s", **kwargs)
        steps = case.spec.steps[1 : case.spec.index_of(case.step) + 1]
        self.fields["step"].choices = [(step.key, step.label) for step in steps]
        self.initial["step"] = case.step


class WithdrawForm(forms.Form):
    """Why a case ends without effect."""

    note = forms.CharField(label="撤销原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_withdraw_%s", **kwargs)


class HolidayForm(forms.Form):
    """A day that the county declares free or working."""

    unit = forms.ModelChoiceField(label="县（区）", queryset=Unit.objects.none())
    day = DayField(label="日期")
    is_working = forms.TypedChoiceField(
        label="当天",
        choices=[("", "休息"), ("yes", "上班")],
        coerce=bool,
        empty_value=False,
        required=False,
    )
    name = forms.CharField(label="说明", max_length=40, help_text="如：元旦、春节调休。")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        counties = Unit.objects.within(scope).current().in_tree_order().filter(level=Unit.Level.COUNTY)
        self.fields["unit"].queryset = counties
        self.fields["unit"].initial = counties.first()
