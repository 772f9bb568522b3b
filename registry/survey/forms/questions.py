"""Changing a question of a form in preparation, and choosing for whom the form is looked at."""

from django import forms

from registry.choices import Category, Grade
from registry.survey.choices import QuestionKind
from registry.survey.rules import ANY
from registry.survey.soundness import OLDEST

NEXT = ("", "下一题")
MOST_CONDITIONS = 4
MOST_TEXT, MOST_NUMBER = 500, 100_000_000
ALONE = "不与其他选项同时选"


class QuestionForm(forms.Form):
    """The words of a question, its options, its jumps, its limits, and of whom it is asked (★)."""

    text = forms.CharField(label="题目", max_length=120)
    is_off = forms.BooleanField(label="本轮不问这一题", required=False)
    is_optional = forms.BooleanField(label="选填，可以不答", required=False)

    def __init__(self, *args, question, later, **kwargs):
        """Take a `rules.Question` and the questions behind it, which it may jump to."""
        super().__init__(*args, **kwargs)
        self.question = question
        for name in ("text", "is_off", "is_optional"):
            self.fields[name].initial = getattr(question, name)
        self._add_options()
        self._add_jumps([NEXT, *((one.code, f"{one.code} {one.text}") for one in later)])
        self._add_limits()
        self.condition_count = min(max(len(question.when) + 1, 2), MOST_CONDITIONS)
        for number in range(self.condition_count):
            self._add_condition(number)

    def _add_options(self):
        for code, text in self.question.options.items():
            self.fields[f"option_{code}"] = forms.CharField(label=f"选项 {code}", initial=text, max_length=60)
            self.fields[f"on_{code}"] = forms.BooleanField(
                label=f"选项 {code} 本轮可选", required=False, initial=code not in self.question.off_options
            )

    def _add_jumps(self, targets):
        question = self.question
        if question.kind == QuestionKind.SINGLE:
            for code in question.options:
                self.fields[f"skip_{code}"] = forms.ChoiceField(
                    label=f"选 {code} 后转到",
                    required=False,
                    choices=targets,
                    initial=question.skips.get(code, ""),
                )
        self.fields["skip_any"] = forms.ChoiceField(
            label="答后转到", required=False, choices=targets, initial=question.skips.get(ANY, ""),
            help_text="不论怎样答都转到这一题；上面按选项写明的优先。" if question.has_options else "",
        )  # fmt: skip

    def _add_limits(self):
        question, fields = self.question, self.fields
        if question.kind == QuestionKind.MULTI:
            fields["limit"] = forms.IntegerField(
                label="最多选几项", required=False, min_value=1, max_value=len(question.options),
                initial=question.limit or None, help_text="不填为不限。",
            )  # fmt: skip
            fields["alone"] = forms.MultipleChoiceField(
                label=ALONE, required=False, choices=list(question.options.items()), initial=question.alone,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        elif question.kind in (QuestionKind.NUMBER, QuestionKind.TEXT):
            is_text = question.kind == QuestionKind.TEXT
            fields["most"] = forms.IntegerField(
                label="最多几个字" if is_text else "最大的数", min_value=1, required=False,
                max_value=MOST_TEXT if is_text else MOST_NUMBER, initial=question.most or None,
            )  # fmt: skip

    def _add_condition(self, number):
        when = self.question.when
        known = when[number] if number < len(when) else {}
        for name, label in (("age_from", "从几岁"), ("age_to", "到几岁")):
            self.fields[f"when_{number}_{name}"] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=OLDEST, initial=known.get(name)
            )
        for name, label, choices in (("categories", "残疾类别", Category), ("grades", "残疾等级", Grade)):
            self.fields[f"when_{number}_{name}"] = forms.MultipleChoiceField(
                label=label, required=False, choices=choices, initial=known.get(name, ()),
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip

    def clean(self):
        values = super().clean()
        for number in range(self.condition_count):
            first, last = (values.get(f"when_{number}_age_{end}") for end in ("from", "to"))
            if first is not None and last is not None and first > last:
                self.add_error(f"when_{number}_age_to", "不能小于起始的年龄。")
        return values

    @property
    def sections(self):
        """Yield (title, hint, bound fields) for the page, those that there are."""
        yield "题目", "", self._bound("text", "is_off", "is_optional")
        for code in self.question.options:
            names = (f"option_{code}", f"on_{code}", f"skip_{code}")
            yield f"选项 {code}", "", self._bound(*names)
        yield "答后和限制", "", self._bound("skip_any", "limit", "alone", "most")
        hint = "都不填就问所有人。几种人符合其中一种就问；同一种人的年龄、类别、等级须都符合，不勾为不限。"
        for number in range(self.condition_count):
            names = (f"when_{number}_{name}" for name in ("age_from", "age_to", "categories", "grades"))
            yield f"★ 问哪些人：第 {number + 1} 种", hint if not number else "", self._bound(*names)

    def _bound(self, *names):
        return [self[name] for name in names if name in self.fields]

    @property
    def facts(self):
        """Return what the service takes."""
        values, options = self.cleaned_data, list(self.question.options)
        facts = {name: values[name] for name in ("text", "is_off", "is_optional")}
        facts["skips"] = {code: values[f"skip_{code}"] for code in options if values.get(f"skip_{code}")}
        if values["skip_any"]:
            facts["skips"][ANY] = values["skip_any"]
        if options:
            facts["options"] = {code: values[f"option_{code}"] for code in options}
            facts["off_options"] = [code for code in options if not values[f"on_{code}"]]
        for name in ("limit", "most"):
            if name in values:
                facts[name] = values[name] or 0
        if "alone" in values:
            facts["alone"] = values["alone"]
        facts["when"] = [one for number in range(self.condition_count) if (one := self._condition(number))]
        return facts

    def _condition(self, number):
        """Return a condition as `form.toml` has them, without what does not narrow."""
        found = {}
        for name in ("age_from", "age_to", "categories", "grades"):
            value = self.cleaned_data[f"when_{number}_{name}"]
            if value not in (None, []):
                found[name] = value
        return found


class PreviewForm(forms.Form):
    """For whom the form is looked at; nonsense is ignored."""

    age = forms.IntegerField(label="年龄", required=False, min_value=0, max_value=OLDEST)
    category = forms.ChoiceField(label="残疾类别", required=False, choices=Category)
    grade = forms.ChoiceField(label="残疾等级", required=False, choices=Grade)

    STANDARD = {"age": 40, "category": Category.PHYSICAL, "grade": Grade.TWO}

    def __init__(self, data):
        super().__init__({**self.STANDARD, **{name: data[name] for name in self.STANDARD if data.get(name)}})
        self.is_valid()

    @property
    def subject_facts(self):
        """Return (age, category, grade)."""
        return tuple(
            self.STANDARD[name] if self.cleaned_data.get(name) in (None, "") else self.cleaned_data[name]
            for name in self.STANDARD
        )
