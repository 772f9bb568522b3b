"""The forms after the review: the meeting, appeals, the bulletin."""

from django import forms

from assessments.rounds.models import Bulletin, Meeting
from core.fields import DayField
from core.letterheads import NumberRefused, clean_number

DECISIONS = [("yes", "申诉成立，调整得分"), ("no", "申诉不成立，维持原得分")]


def _points(label, **more):
    return forms.DecimalField(label=label, max_digits=7, decimal_places=2, min_value=0, **more)


def _words(label, rows, length, **more):
    return forms.CharField(
        label=label, max_length=length, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class AdjustForm(forms.Form):
    """What the joint meeting says an item comes to."""

    points = _points("议定得分")
    reason = _words("议定理由", 2, 300)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MeetingForm(forms.ModelForm):
    """What the minutes say beside the points."""

    held_on = DayField(label="会议日期")

    class Meta:
        model = Meeting
        fields = ("held_on", "place", "chair", "present", "matters", "recorder")
        widgets = {"present": forms.Textarea(attrs={"rows": 3}), "matters": forms.Textarea(attrs={"rows": 4})}


class AppealForm(forms.Form):
    """What the unit claims for an item, and why."""

    claimed = _points("主张得分")
    reason = _words("申诉理由", 4, 500, help_text="写明事实和依据；证明材料传到本项的佐证中。")


class DecideForm(forms.Form):
    """What the county decides about an appeal."""

    decision = forms.ChoiceField(label="裁定", choices=DECISIONS, widget=forms.RadioSelect)
    points = _points("裁定得分", required=False, help_text="申诉成立时填写。")
    words = _words("裁定意见", 3, 300)

    @property
    def facts(self):
        """Return what was typed as the service takes it."""
        values = self.cleaned_data
        return {
            "is_upheld": values["decision"] == "yes",
            "points": values["points"],
            "words": values["words"],
        }


class BulletinForm(forms.ModelForm):
    """The wording of the bulletin."""

    issued_on = DayField(label="印发日期", required=False)

    class Meta:
        model = Bulletin
        fields = ("number", "issued_on", "opening", "praise", "criticism", "closing")
        widgets = {
            name: forms.Textarea(attrs={"rows": 4}) for name in ("opening", "praise", "criticism", "closing")
        }
        help_texts = {"number": "如 会残联发〔2027〕1号。"}

    def clean_number(self):
        """Write the number as the standard does."""
        try:
            return clean_number(self.cleaned_data["number"])
        except NumberRefused as problem:
            raise forms.ValidationError(str(problem)) from problem
