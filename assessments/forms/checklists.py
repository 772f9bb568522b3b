from django import forms

from assessments.facts import FACTS
from assessments.models import Checklist, ChecklistItem
from assessments.models.checklists import star_name
from assessments.periods import Quarter, quarter_of
from orgs.models import Unit

QUARTERS_AHEAD = 4
MOST_STARS = 5
LEVELS = [Unit.Level.COUNTY, Unit.Level.TOWNSHIP, *Unit.GRASSROOTS]


class ChecklistForm(forms.ModelForm):
    """A new list of a county."""

    levels = forms.MultipleChoiceField(
        label="适用层级",
        choices=[(level.value, level.label) for level in LEVELS],
        widget=forms.CheckboxSelectMultiple,
    )
    from_quarter = forms.ChoiceField(label="启用季度")

    class Meta:
        model = Checklist
        fields = ("name", "code", "levels", "note")
        help_texts = {"name": "如“五有”。", "code": "小写字母、数字和连字符，如 wuyou。"}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_quarter"].choices = quarter_choices(today)

    def clean_from_quarter(self):
        return quarter_from(self.cleaned_data["from_quarter"])


class ItemForm(forms.ModelForm):
    """An item of a list, and the quarter from which on it counts so."""

    fact = forms.ChoiceField(label="判定依据", required=False)
    points = forms.DecimalField(label="分值", required=False, min_value=0, max_digits=5, decimal_places=2)
    from_quarter = forms.ChoiceField(label="自哪一季度起")

    class Meta:
        model = ChecklistItem
        fields = (
            "number",
            "name",
            "short_name",
            "decided_by",
            "fact",
            "threshold",
            "points",
            "criterion",
            "evidence_needed",
        )
        help_texts = {
            "short_name": "矩阵表头用的简称，最多 12 个字。",
            "threshold": "只用于“残疾人登记资料完整”，0 到 100。",
        }
        widgets = {"criterion": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fact"].choices = [("", "—"), *((kind.code, kind.name) for kind in FACTS.values())]
        self.fields["points"].help_text = "评定星级的清单按达到各项的分值合计定星，不评星级的不用改。"
        self.fields["from_quarter"].choices = quarter_choices(today)
        self.fields["from_quarter"].help_text = "之前的季度仍按原来的项目显示。"

    def clean_from_quarter(self):
        return quarter_from(self.cleaned_data["from_quarter"])

    def clean_points(self):
        points = self.cleaned_data["points"]
        return 1 if points is None else points

    def clean(self):
        posted = super().clean()
        by_fact = posted.get("decided_by") == ChecklistItem.DecidedBy.FACT
        if by_fact and not posted.get("fact"):
            self.add_error("fact", "由系统判定的项目须选择判定依据。")
        if not by_fact:
            posted["fact"], posted["threshold"] = "", None
        elif posted.get("fact") in FACTS and not FACTS[posted["fact"]].takes_threshold:
            posted["threshold"] = None
        return posted

    def facts(self):
        """Return the fields of the item, without the quarter."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class StarsForm(forms.Form):
    """From how many points on a unit has so many stars; left empty, there is no such star."""

    from_quarter = forms.ChoiceField(label="自哪一季度起")

    def __init__(self, *args, bands, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_quarter"].choices = quarter_choices(today)
        self.fields["from_quarter"].help_text = "之前的季度仍按原来的标准评定。"
        for stars in range(MOST_STARS, 0, -1):
            self.fields[f"star{stars}"] = forms.DecimalField(
                label=f"{star_name(stars)}起始分",
                required=False,
                min_value=0,
                max_digits=7,
                decimal_places=2,
                initial=bands.get(stars),
            )

    def clean_from_quarter(self):
        return quarter_from(self.cleaned_data["from_quarter"])

    def bands(self):
        """Return {number of stars: from how many points} of what was filled in."""
        found = {stars: self.cleaned_data[f"star{stars}"] for stars in range(1, MOST_STARS + 1)}
        return {stars: points for stars, points in found.items() if points is not None}


class EndItemForm(forms.Form):
    """From which quarter on an item counts no more."""

    from_quarter = forms.ChoiceField(label="自哪一季度起停用")

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from_quarter"].choices = quarter_choices(today)

    def clean_from_quarter(self):
        return quarter_from(self.cleaned_data["from_quarter"])


def quarter_choices(today):
    """Return this quarter and the next ones as choices."""
    period, choices = quarter_of(today), []
    for _ in range(QUARTERS_AHEAD):
        choices.append((f"{period.year}-{period.number}", period.label))
        period = period.next
    return choices


def quarter_from(text):
    """Return the quarter that a choice of `quarter_choices` names."""
    year, number = text.split("-")
    return Quarter(int(year), int(number))
