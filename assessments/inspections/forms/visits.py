from django import forms

from assessments.forms.checking import FindingForm
from assessments.inspections.choices import FindingState
from assessments.inspections.services.visiting import Found
from assessments.rounds.services.marking import Said
from core.fields import AttachmentsField, DayField
from core.forms import CHOOSE
from orgs.filters import UnitPlaceFilter

ALL = [("", "全部")]
OTHER = "其他"


class VisitForm(forms.Form):
    """The day of an inspection, and in words how it was."""

    on = DayField(label="检查日期")
    note = forms.CharField(
        label="检查情况", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PointsForm(forms.Form):
    """What an inspection says of one item of a scheme: points and why. Left empty, it says nothing."""

    points = forms.DecimalField(label="督查得分", required=False, min_value=0, decimal_places=2, max_digits=7)
    reason = forms.CharField(label="理由", required=False, max_length=300)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, item, mark=None, **kwargs):
        self.item, self.mark = item, mark
        initial = {"points": mark.points, "reason": mark.reason, "revision": mark.revision} if mark else {}
        super().__init__(*args, prefix=f"points{item.pk}", initial=initial, **kwargs)
        field = self.fields["points"]
        field.label = f"{item.section.number}.{item.number} {item.name}"
        field.help_text = f"满分 {item.points.normalize():f} 分。{item.criterion}"
        field.max_value = item.points
        field.widget.attrs |= {"inputmode": "decimal", "max": item.points}

    def clean(self):
        values = super().clean()
        points = values.get("points")
        if points is not None and points > self.item.points:
            self.add_error("points", f"不能超过满分 {self.item.points.normalize():f} 分。")
        if points is not None and not values.get("reason", "").strip():
            self.add_error("reason", "请写明得分的理由。")
        return values

    def said(self):
        """Return (item, `Said`) if there is anything new to say, else None."""
        values = self.cleaned_data
        if values["points"] is None or (self.mark and not self.has_changed()):
            return None
        revision = values["revision"]
        return self.item, Said(points=values["points"], reason=values["reason"], revision=revision)


class ShortcomingForm(forms.Form):
    """A shortcoming: what, until when, who answers for it, and photos."""

    about = forms.ChoiceField(label="事项")
    text = forms.CharField(label="发现的问题", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DayField(label="整改期限", help_text="")
    responsible = forms.CharField(label="责任人", max_length=30)
    files = AttachmentsField(label="照片", required=False)

    def __init__(self, *args, checks, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.checks = {f"check{item.pk}": item for item in checks}
        self.items = {f"item{item.pk}": item for item in items}
        named = [(key, item.name) for key, item in (self.checks | self.items).items()]
        self.fields["about"].choices = [("", CHOOSE), *named, ("other", OTHER)]

    def found(self):
        """Return the `Found` that was posted."""
        values = self.cleaned_data
        check, item = self.checks.get(values["about"]), self.items.get(values["about"])
        thing = check or item
        return Found(
            subject=thing.name if thing else OTHER,
            text=values["text"],
            due_on=values["due_on"],
            responsible=values["responsible"],
            checklist_item=check,
            lineage=item.lineage if item else None,
        )


class ReportForm(forms.Form):
    """How a unit has mended a shortcoming."""

    text = forms.CharField(label="整改情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    files = AttachmentsField(label="整改后的照片", required=False)


class RecheckForm(forms.Form):
    """What a re-check found."""

    passed = forms.TypedChoiceField(
        label="复查结果",
        choices=[("yes", "通过，销号"), ("no", "未通过，继续整改")],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    text = forms.CharField(label="复查情况", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    due_on = DayField(label="新的期限", required=False, help_text="未通过的须填写。")

    def clean(self):
        values = super().clean()
        if values.get("passed") is False and not values.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "复查未通过的，须给出新的期限。")
        return values


class FindingFilter(UnitPlaceFilter):
    """The filters above the list of findings."""

    q = forms.CharField(label="单位、问题、责任人", required=False)
    state = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            *ALL,
            ("overdue", "已超期"),
            *FindingState.choices,
        ],
    )
    field_order = ("q", "state", "township", "unit")

    def offer(self):
        super().offer()
        if len(self.fields["township"].queryset[:2]) < 2:
            del self.fields["township"]


def result_forms(data, row):
    """Return a `FindingForm` for every cell of a matrix row."""
    return [FindingForm(data, cell=cell, result_required=False) for cell in row.cells]
