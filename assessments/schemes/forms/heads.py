"""Forms of a scheme as a whole: how it begins, what stands above its table, and its sections."""

from django import forms
from django.utils import timezone

from assessments.models import Scheme
from assessments.schemes.choices import Subject
from assessments.schemes.fingerprints import of_head, of_section
from assessments.schemes.forms.fields import PointsField, Seen
from assessments.schemes.presets import presets
from assessments.schemes.selectors.schemes import copyable
from core.forms import WordedChoices

HOW = [("copy", "复制以往的方案"), ("template", "用范本"), ("empty", "从空白开始")]


class StartForm(WordedChoices, forms.Form):
    """The year and the subject of a new scheme, and from what it begins."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    subject = forms.ChoiceField(label="考核对象", choices=Subject.choices)
    how = forms.ChoiceField(label="怎样起草", choices=HOW, widget=forms.RadioSelect)
    source = forms.ModelChoiceField(
        label="复制哪一份", queryset=None, required=False, help_text="各项的沿革保留，可与以往逐项对比。"
    )
    template = forms.ChoiceField(label="范本", required=False)

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        this_year = timezone.localdate().year
        self.fields["year"].choices = [
            (year, f"{year} 年度") for year in range(this_year + 1, this_year - 3, -1)
        ]
        self.fields["year"].initial = this_year
        done = copyable(county)
        self.fields["source"].queryset = done
        self.fields["source"].label_from_instance = _source_words
        self.fields["template"].choices = [("", "请选择"), *_templates()]
        self.fields["how"].initial = "copy" if done else "template"

    def clean(self):
        values = super().clean()
        how, subject = values.get("how"), values.get("subject")
        if how == "template" and (values.get("template"), subject) not in presets():
            self.add_error("template", "请选适用于这一考核对象的范本。")
        if how == "copy":
            source = values.get("source")
            if source is None:
                self.add_error("source", "请选要复制的方案。")
            elif source.subject != subject:
                self.add_error("source", "所选方案的考核对象不同，请选同一对象的方案。")
            elif source.year == values.get("year"):
                self.add_error("source", "同一年度的方案请打开后点“修订”。")
        return values


class HeadForm(Seen, forms.ModelForm):
    """What stands above the table."""

    full_points = PointsField("满分")
    bonus_cap = PointsField("加分上限", help_text="全表各项加分合计不超过几分；没有加分的填 0。")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Scheme
        fields = ("name", "basis", "full_points", "bonus_cap", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"basis": "印发方案的文号，如会残字〔2026〕5 号。"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["seen"] = of_head(self.instance)

    def clean_full_points(self):
        full = self.cleaned_data["full_points"]
        if not full:
            raise forms.ValidationError("满分应大于 0。")
        return full


class SectionForm(Seen, forms.Form):
    """Name and points of a section."""

    name = forms.CharField(label="考核项目", max_length=60)
    points = PointsField("分值", help_text="项目下各项分值的合计；只放加分、一票否决的填 0。")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, section=None, **kwargs):
        if section is not None:
            kwargs["initial"] = {"name": section.name, "points": section.points, "seen": of_section(section)}
        super().__init__(*args, **kwargs)


def _source_words(scheme):
    return f"{scheme.year} 年度 {scheme.get_subject_display()}：{scheme}"


def _templates():
    for subject in Subject:
        rows = [
            (code, f"{preset.name}{'（不全）' if preset.is_partial else ''}")
            for (code, fits), preset in presets().items()
            if fits == subject
        ]
        yield subject.label, rows
