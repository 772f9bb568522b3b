from django import forms
from django.utils import timezone

from assessments.appraisals.choices import Grade, Level
from assessments.scoring import RULES, SlotKind
from core.fields import AttachmentField, DayField
from orgs.filters import UnitPlaceFilter

ALL = [("", "全部")]
STEPS = [
    ("open", "考核中"), ("complete", "待提出等次"), ("proposed", "待审定"), ("decided", "已审定"),
    ("excluded", "不定等次"),
]  # fmt: skip
YES_NO = [("", "未填"), ("yes", "是"), ("no", "否")]


class AppraisalFilter(UnitPlaceFilter):
    """Filters of the board of a year."""

    q = forms.CharField(label="姓名", required=False)
    level = forms.ChoiceField(label="岗位", required=False, choices=[*ALL, *Level.choices])
    step = forms.ChoiceField(label="进度", required=False, choices=[*ALL, *STEPS])
    grade = forms.ChoiceField(label="等次", required=False, choices=[*ALL, *Grade.choices])
    county = forms.CharField(required=False, widget=forms.HiddenInput)
    year = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("q", "township", "level", "step", "grade", "unit", "county", "year")

    def apply(self, appraisals):
        """Return the appraisals that fit, but for the step, which is not a column."""
        rows = self.keep(appraisals)
        if text := self.chosen("q").strip():
            rows = rows.filter(appointment__member__name__contains=text)
        if level := self.chosen("level"):
            rows = rows.filter(level=level)
        return rows

    def keep_lines(self, lines):
        """Return the lines of the chosen step and grade."""
        step, grade = self.chosen("step"), self.chosen("grade")
        return [
            line for line in lines
            if (not step or line.step_code == step) and (not grade or line.appraisal.grade == grade)
        ]  # fmt: skip

    @property
    def is_used(self):
        """True if anything narrows the list."""
        return any(self.cleaned_data.get(name) for name in self.fields if name not in ("county", "year"))


class ReportForm(forms.Form):
    """What a member tells one side about the year."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    held_on = DayField(label="述职日期")
    place = forms.CharField(label="述职地点", max_length=100)
    text = forms.CharField(
        label="述职报告", max_length=5000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="写做了哪些工作、走访和服务了多少人、有什么不足、明年打算。",
    )  # fmt: skip
    upload = AttachmentField(label="附件", required=False, what="签字的述职报告、会议照片等")

    def __init__(self, *args, report=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"held_on": timezone.localdate(), "revision": 0}
        if report is not None:
            names = ("held_on", "place", "text", "revision")
            self.initial |= {name: getattr(report, name) for name in names}


class MarksForm(forms.Form):
    """The items of the table with the questions of their rules, for one period."""

    def __init__(self, *args, items, marks, **kwargs):
        super().__init__(*args, **kwargs)
        self.items, self.marks = items, marks
        self.slots = {item.pk: RULES[item.rule].slots(item.params) for item in items}
        for item in items:
            mark = marks.get(item.pk)
            self.fields[f"r{item.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, required=False, initial=mark.revision if mark else 0
            )
            for slot in self.slots[item.pk]:
                self.fields[self.name(item.pk, slot.key)] = _field(slot, mark.answers if mark else {})

    @staticmethod
    def name(item, slot):
        return f"i{item}-{slot}"

    def rows(self):
        """Yield (item, hidden revision, fields, mark, how the rule counts) for the page."""
        for item in self.items:
            bound = [self[self.name(item.pk, slot.key)] for slot in self.slots[item.pk]]
            rule = item.criterion or RULES[item.rule].describe(item.params)
            yield item, self[f"r{item.pk}"], bound, self.marks.get(item.pk), rule

    def answers(self):
        """Return {item pk: {slot key: what was answered}} of a valid form."""
        return {
            item.pk: {
                slot.key: self.cleaned_data[self.name(item.pk, slot.key)] for slot in self.slots[item.pk]
            }
            for item in self.items
        }

    def revisions(self):
        """Return {item pk: the revision that the page showed}."""
        return {item.pk: self.cleaned_data[f"r{item.pk}"] for item in self.items}

    def tell(self, problems):
        """Show what the engine has refused beside its questions."""
        for (item, slot), words in problems.items():
            name = self.name(item, slot)
            self.add_error(name if name in self.fields else None, words)


def _field(slot, answers):
    value = answers.get(slot.key)
    if slot.kind is SlotKind.YES_NO:
        initial = "" if value is None else "yes" if value else "no"
        return forms.ChoiceField(
            label=slot.label, help_text=slot.help, required=False, choices=YES_NO, initial=initial
        )
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"})
    return forms.CharField(
        label=slot.label, help_text=slot.help, required=False, max_length=20, widget=widget,
        initial="" if value is None else value,
    )  # fmt: skip


class GradeForm(forms.Form):
    """A grade, with a reason where it is another than the points or the proposal give."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    grade = forms.ChoiceField(label="等次", choices=Grade.choices, widget=forms.RadioSelect)
    because = forms.CharField(
        label="理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, hint, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["because"].help_text = hint


class ReasonForm(forms.Form):
    """Why something is done otherwise."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
