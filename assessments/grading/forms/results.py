"""Plans of weak units, and what is made of results."""

from django import forms
from django.utils import timezone

from assessments.grading.models import WeakPlan
from core.fields import DayField


class PlanForm(forms.ModelForm):
    """How a weak unit is to be raised."""

    due_on = DayField(label="完成期限")

    class Meta:
        model = WeakPlan
        fields = ("measures", "responsible", "helper", "due_on")
        widgets = {"measures": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"measures": "每条一行，写明做什么、做到什么程度。"}


class NoteForm(forms.Form):
    """A step of progress."""

    text = forms.CharField(label="进展", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class CloseForm(forms.Form):
    """What came of a plan."""

    outcome = forms.CharField(label="整改结果", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class RecogniseForm(forms.Form):
    """Whom of those proposed the county has decided on."""

    pick = forms.MultipleChoiceField(label="单位", widget=forms.CheckboxSelectMultiple)
    decided_on = DayField(label="决定日期")
    note = forms.CharField(label="补充理由", max_length=150, required=False)

    def __init__(self, *args, proposals, needs_note, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposals = {one.key: one for one in proposals}
        self.fields["pick"].choices = [
            (key, f"{one.line.unit.place_name}：{one.name}，{one.reason}")
            for key, one in self.proposals.items()
        ]
        self.fields["decided_on"].initial = timezone.localdate().isoformat()
        if needs_note:
            self.fields["note"].label, self.fields["note"].required = "选定的理由", True

    def chosen(self):
        """Return [(sheet, name, reason)] of those picked."""
        note = self.cleaned_data["note"].strip()
        picked = [self.proposals[key] for key in self.cleaned_data["pick"]]
        return [
            (one.line.sheet, one.name, "；".join(word for word in (one.reason, note) if word))
            for one in picked
        ]


class WithdrawForm(forms.Form):
    """Why something that was decided is taken back."""

    reason = forms.CharField(label="撤销的理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
