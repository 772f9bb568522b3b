"""The form of an item, which adapts to its rule type."""

from types import SimpleNamespace

from django import forms

from assessments.schemes.checking import problems_of_target
from assessments.schemes.fingerprints import of_item
from assessments.schemes.forms.fields import PointsField, Seen, typed
from assessments.schemes.forms.layouts import LAYOUTS
from assessments.schemes.forms.params import MOST_ROWS, SPARE_ROWS, ParamsForm, initial_of, rows_of
from assessments.scoring import RULES, problems_of

MONTHS = [("", "全年"), *((number, f"{number} 月底前") for number in range(1, 13))]
NAMES = (
    *("section", "name", "points", "rule", "criterion"),
    *("is_pledged", "evidence_needed", "due_month"),
)


class ItemForm(Seen, forms.Form):
    """What every item has; `params` is the `ParamsForm` of the chosen rule."""

    section = forms.ModelChoiceField(label="考核项目", queryset=None, empty_label=None)
    name = forms.CharField(label="工作目标", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    points = PointsField("分值", help_text="加分、一票否决填 0。")
    rule = forms.ChoiceField(label="计分规则", choices=[(rule.code, rule.label) for rule in RULES.values()])
    criterion = forms.CharField(
        label="计分办法（本县的说法）", required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="留空的，按计分规则自动写出。",
    )  # fmt: skip
    is_pledged = forms.BooleanField(
        label="逐单位下达指标", required=False, help_text="任务数、目标值写入各单位的责任书。"
    )
    evidence_needed = forms.BooleanField(label="须上传佐证", required=False)
    due_month = forms.TypedChoiceField(
        label="完成期限", choices=MONTHS, required=False, coerce=int, empty_value=None
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    rows = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, scheme, params, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["section"].queryset = scheme.sections.order_by("number", "pk")
        self.params = params

    def is_valid(self):
        """Judge both parts, so that all that is wrong is said at once."""
        return all([self.params.is_valid(), super().is_valid()])

    def clean(self):
        values = super().clean()
        if not self.params.is_valid() or values.get("points") is None or "rule" not in values:
            return values
        values["params"], values["bindings"] = self.params.result()
        for problem in problems_of(values["rule"], values["points"], values["params"]):
            self.add_error(None, problem)
        for problem in problems_of_target(SimpleNamespace(**values)):
            self.add_error("is_pledged", problem)
        return values

    def facts(self):
        """Return the fields of the item as the services take them."""
        names = (*NAMES, "params", "bindings")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def main(self):
        """Return the bound fields above the params."""
        return [self[name] for name in ("section", "name", "points")]

    @property
    def rest(self):
        """Return the bound fields below the params."""
        return [self[name] for name in ("criterion", "is_pledged", "evidence_needed", "due_month")]


def item_form(scheme, item=None, section=None):
    """Return the form of an item as it stands, or of a new one in a section."""
    if item is None:
        initial = {"section": section.pk, "rule": next(iter(RULES)), "rows": SPARE_ROWS + 1}
    else:
        shown = min(MOST_ROWS, len(rows_of(item)) + SPARE_ROWS)
        initial = {name: getattr(item, name) for name in NAMES} | initial_of(item)
        initial |= {"section": item.section_id, "seen": of_item(item), "rows": shown}
    return _both(scheme, initial=initial)


def posted_form(scheme, posted):
    """Return the form with what was posted, to be judged."""
    return _both(scheme, data=posted, initial=typed(posted))


def switched_form(scheme, posted):
    """Return the form for another rule, not judged yet; of the rows only their names go with it."""
    values = typed(posted)
    kept = {name: values[name] for name in values if not name.startswith("r_") or name.endswith("_name")}
    return _both(scheme, initial=kept)


def typed_form(scheme, posted, more_rows=0):
    """Return the form with what was typed, not judged yet."""
    values = typed(posted)
    values["rows"] = _row_count(values) + more_rows
    return _both(scheme, initial=values)


def _both(scheme, data=None, *, initial):
    rule = initial.get("rule") if initial.get("rule") in LAYOUTS else next(iter(RULES))
    count = min(MOST_ROWS, _row_count(initial))
    params = ParamsForm(data, initial=initial, rule=rule, subject=scheme.subject_kind, row_count=count)
    return ItemForm(data, scheme=scheme, params=params, initial=initial | {"rows": count})


def _row_count(values):
    text = str(values.get("rows") or "")
    return int(text) if text.isdecimal() and len(text) < 4 else SPARE_ROWS + 1
