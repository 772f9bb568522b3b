"""Filling in a sheet: one section of questions as a form; how the person was met; the village's own form."""

import uuid

from django import forms

from core.fields import DayField, KeptNumberField
from core.forms import WordedChoices
from core.masking import masked_phone
from registry.survey.answers import AnswerRefused, read_answer
from registry.survey.choices import LEAVING, LostReason, Mode, QuestionKind

ASKED = "asked"  # names the questions that this form really asked; others keep their answers


class Saved(forms.Form):
    """What every save carries: its mark, and the version that the page showed."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def start(self, version):
        """Give an unbound form a fresh mark."""
        self.fields["token"].initial, self.fields["version"].initial = uuid.uuid4(), version
        return self

    def renew(self, version):
        """Give a form that came back the version that stands now: the next save is a conscious one."""
        self.data = self.data.copy()
        self.data["version"] = version

    @property
    def marks(self):
        return {name: self.cleaned_data[name] for name in ("token", "version")}


class AnswerForm(forms.Form):
    """The questions of a section; nothing is required, so that half a section can be kept."""

    def __init__(self, *args, questions, answers, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {question.code: question for question in questions}
        for question in questions:
            self.fields[question.code] = field_for(question, answers.get(question.code))

    @property
    def rows(self):
        """Yield (question, bound field, its jumps as a text for the browser)."""
        for code, question in self.questions.items():
            skips = " ".join(f"{option}:{target}" for option, target in question.skips.items())
            yield question, self[code], skips

    def clean(self):
        values, read = super().clean(), {}
        named = self.data.getlist(ASKED) if hasattr(self.data, "getlist") else list(self.questions)
        for code, question in self.questions.items():
            if code in values and code in named:
                try:
                    read[code] = read_answer(question, values[code])
                except AnswerRefused as problem:
                    self.add_error(code, str(problem))
        self.read = read
        return values


class SectionForm(AnswerForm, Saved):
    """A section of a person's sheet."""


def field_for(question, answer):
    """Return the form field for a question, showing its answer."""
    options = [(code, f"{code} {text}") for code, text in question.offered.items()]
    label = f"{question.code} {question.text}"
    if question.kind == QuestionKind.SINGLE:
        return forms.ChoiceField(
            label=label, choices=options, widget=forms.RadioSelect, required=False, initial=answer
        )
    if question.kind == QuestionKind.MULTI:
        hint = f"可多选，最多 {question.limit} 项。" if question.limit else "可多选。"
        return forms.MultipleChoiceField(
            label=label, choices=options, widget=forms.CheckboxSelectMultiple, required=False, initial=answer,
            help_text=hint,
        )  # fmt: skip
    if question.kind == QuestionKind.PHONE:
        field = KeptNumberField(
            label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
        )
        field.keep(answer or "", masked_phone(answer or ""))
        return field
    if question.kind == QuestionKind.DATE:
        return forms.CharField(label=label, required=False, initial=answer, help_text="如 2026-11-22")
    if question.kind == QuestionKind.NUMBER:
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        return forms.CharField(label=label, required=False, initial=answer, widget=widget, max_length=20)
    return forms.CharField(label=label, required=False, initial=answer, max_length=question.most or 200)


class VisitForm(WordedChoices, Saved):
    """How and when the person was met, or why not."""

    mode = forms.ChoiceField(label="调查方式", choices=Mode, widget=forms.RadioSelect)
    lost_reason = forms.ChoiceField(
        label="失访原因", choices=[("", "请选择"), *LostReason.choices], required=False,
        help_text="只有失访才填。死亡和户口迁出的会报乡镇审核，审核后才归档。",
    )  # fmt: skip
    happened_on = DayField(label="死亡或迁出日期", required=False)
    visited_on = DayField(label="调查日期")

    field_order = ("mode", "lost_reason", "happened_on", "visited_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].help_text = "死亡或户口迁出的填写，如 2026-11-22。"

    def clean(self):
        values = super().clean()
        if (
            values.get("lost_reason") in LEAVING
            and not values.get("happened_on")
            and values.get("mode") == Mode.LOST
        ):
            self.add_error("happened_on", "请填写死亡或迁出的日期。")
        return values
