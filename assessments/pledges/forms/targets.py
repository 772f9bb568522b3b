"""Setting targets: one item by a formula, or all of them in one table."""

from decimal import Decimal

from django import forms

from assessments.pledges.choices import Formula
from assessments.pledges.columns import heading_of
from assessments.pledges.selectors.items import is_counted, measure_of, plain_number
from core.forms import CHOOSE, WordedChoices
from orgs.models import Unit

TOTAL_HINT = "全部单位合计数，各单位分得的数加起来正好等于它。“各单位相同”时填每个单位的数。"


class SpreadForm(WordedChoices, forms.Form):
    """Which item, how much altogether, and how it is shared out."""

    item = forms.TypedChoiceField(label="指标", coerce=str)
    township = forms.ModelChoiceField(
        label="乡镇（街道）", queryset=Unit.objects.none(), required=False, empty_label="全部乡镇（街道）"
    )
    formula = forms.ChoiceField(label="分配方式", choices=Formula.choices, widget=forms.RadioSelect)
    total = forms.DecimalField(
        label="总数", required=False, min_value=0, max_digits=14, decimal_places=2, help_text=TOTAL_HINT,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )  # fmt: skip
    growth = forms.DecimalField(
        label="比上年增加（%）", required=False, min_value=-100, max_value=1000,
        max_digits=6, decimal_places=2,
        help_text="按上年完成数分配而不填总数时，以上年完成数加这个百分比为总数，尾数进一。",
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )  # fmt: skip

    def __init__(self, *args, items, townships, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = {str(item.pk): item for item in items}
        offered = [(key, heading_of(item)) for key, item in self.items.items()]
        self.fields["item"].choices = [("", CHOOSE), *offered]
        self.fields["township"].queryset = townships
        if len(townships[:2]) < 2:
            del self.fields["township"]
        else:
            self.fields["total"].help_text += "总数留空时，按各乡镇（街道）自己的指标分解到村（社区）。"
        self.fields["formula"].initial = Formula.PERSONS

    @property
    def chosen_item(self):
        """Return the chosen item."""
        return self.items[self.cleaned_data["item"]]


class TargetsForm(forms.Form):
    """The targets of some units, one row each, one field for each item."""

    def __init__(self, *args, lines, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines, self.items = lines, items
        for line in lines:
            for place, item in enumerate(items):
                self.fields[_name(line, item)] = _number(line, item, line.targets[place])

    def rows(self):
        """Yield (line, bound fields or None where the pledge is out) for the page."""
        for line in self.lines:
            yield line, [self[_name(line, item)] for item in self.items]

    def values(self):
        """Return {(sheet, item): number or None}, without those whose pledge is out."""
        return {
            (line.sheet, item): self.cleaned_data[_name(line, item)]
            for line in self.lines
            for item in self.items
            if line.pledges.latest is None
        }


class AmendForm(forms.Form):
    """Other targets for one unit, and why."""

    reason = forms.CharField(
        label="变更理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="印在变更后的责任书上，如“行政区划调整，两个村划出”。",
    )  # fmt: skip

    def __init__(self, *args, line, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.pledged = items
        for place, item in enumerate(items):
            self.fields[f"target_{item.pk}"] = _number(
                line, item, line.targets[place], label=heading_of(item)
            )
        self.order_fields([*(f"target_{item.pk}" for item in items), "reason"])

    def values(self):
        """Return {lineage: number or None}."""
        return {item.lineage: self.cleaned_data[f"target_{item.pk}"] for item in self.pledged}


def _name(line, item):
    return f"target_{line.sheet.pk}_{item.pk}"


def _number(line, item, value, *, label=""):
    step = "1" if is_counted(item) else "0.01"
    attrs = {"min": 0, "step": step, "inputmode": "decimal", "class": "short"}
    return forms.DecimalField(
        label=label or f"{line.unit.name}：{heading_of(item)}",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(100) if measure_of(item) == "%" else None,
        max_digits=14,
        decimal_places=0 if is_counted(item) else 2,
        initial=plain_number(value),
        disabled=not label and line.pledges.latest is not None,
        widget=forms.NumberInput(attrs=attrs),
    )
