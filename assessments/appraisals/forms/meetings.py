from django import forms
from django.utils import timezone

from assessments.appraisals.arithmetic import Votes
from assessments.appraisals.choices import Grade, Way
from assessments.appraisals.services.voting import CHOICES
from core.fields import AttachmentField, DayField

MOST_PEOPLE = 999
TIME_FORMATS = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M", "%Y.%m.%d %H:%M"]


class MomentField(forms.DateTimeField):
    """A day and a time of day: 2026-01-20 09:30."""

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", TIME_FORMATS)
        kwargs.setdefault("error_messages", {"invalid": "时间不对，请按 2026-01-20 09:30 的样子填写。"})
        kwargs.setdefault("help_text", "如 2026-01-20 09:30，只有手机测评才填。")
        super().__init__(**kwargs)


class MeetingForm(forms.Form):
    """A meeting of one side about some people."""

    people = forms.MultipleChoiceField(label="测评对象", widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(
        label="测评方式", choices=Way.choices, widget=forms.RadioSelect, initial=Way.PAPER
    )
    held_on = DayField(label="会议日期")
    place = forms.CharField(label="会议地点", max_length=100)
    present = forms.IntegerField(label="到会人数", min_value=1, max_value=MOST_PEOPLE)
    opens_at = MomentField(label="手机测评开始", required=False)
    closes_at = MomentField(label="手机测评截止", required=False)

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.candidates = {str(one.pk): one for one in candidates}
        self.fields["people"].choices = [
            (key, f"{one.member.name}（{one.appointment.post}）") for key, one in self.candidates.items()
        ]
        self.initial |= {"people": list(self.candidates), "held_on": timezone.localdate()}

    def chosen(self):
        """Return the appraisals that are chosen."""
        return [self.candidates[key] for key in self.cleaned_data["people"]]

    def facts(self):
        """Return what the service takes besides the people."""
        return {name: value for name, value in self.cleaned_data.items() if name != "people"}


class TallyForm(forms.Form):
    """The counted papers of a meeting, a line for each person."""

    KINDS = (*Grade.choices, ("abstained", "弃权"))

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    counted_by = forms.CharField(label="计票人", max_length=40)
    witness = forms.CharField(label="监票人", max_length=40)
    upload = AttachmentField(label="计票单扫描件", required=False)

    def __init__(self, *args, meeting, tallies, **kwargs):
        super().__init__(*args, **kwargs)
        self.tallies = tallies
        self.initial |= {
            "revision": meeting.revision, "counted_by": meeting.counted_by, "witness": meeting.witness,
        }  # fmt: skip
        for tally in tallies:
            for kind, label in self.KINDS:
                self.fields[f"{kind}-{tally.appraisal_id}"] = forms.IntegerField(
                    label=f"{tally.appraisal.member.name}{label}", min_value=0, max_value=MOST_PEOPLE,
                    required=False, initial=getattr(tally, kind) if meeting.is_closed else None,
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
                )  # fmt: skip

    def rows(self):
        """Yield (tally, its fields) for the page."""
        for tally in self.tallies:
            yield tally, [self[f"{kind}-{tally.appraisal_id}"] for kind, _ in self.KINDS]

    def votes(self):
        """Return {appraisal pk: Votes} of a valid form."""
        return {
            tally.appraisal_id: Votes(
                **{kind: self.cleaned_data[f"{kind}-{tally.appraisal_id}"] or 0 for kind, _ in self.KINDS}
            )
            for tally in self.tallies
        }


class CodeForm(forms.Form):
    """The code on a slip."""

    code = forms.CharField(
        label="测评码", max_length=40, help_text="纸条上的 8 位码，大小写、短横和空格都不影响。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "请输入纸条上的测评码。"},
    )  # fmt: skip


class VoteForm(forms.Form):
    """A choice about each person; the code comes along hidden."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people
        for one in people:
            self.fields[f"p{one.appraisal_id}"] = forms.ChoiceField(
                label=f"{one.appraisal.member.name}（{one.appraisal.appointment.post}）", choices=CHOICES,
                widget=forms.RadioSelect, error_messages={"required": "请选择一项，不想表态的选“弃权”。"},
            )  # fmt: skip

    def questions(self):
        """Return the fields of the people, without the code."""
        return [self[f"p{one.appraisal_id}"] for one in self.people]

    def choices(self):
        """Return {appraisal pk: choice} of a valid form."""
        return {one.appraisal_id: self.cleaned_data[f"p{one.appraisal_id}"] for one in self.people}
