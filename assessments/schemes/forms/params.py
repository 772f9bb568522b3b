"""The params of a rule as form fields: those of the rule, its rows, and the facts that answer."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms

from assessments.schemes.bindings import facts_for
from assessments.schemes.forms.fields import AmountField
from assessments.schemes.forms.layouts import LAYOUTS
from assessments.schemes.tables import difference_words
from assessments.scoring import RULES, Slot, decimal_of, said
from core.forms import FlatSelect

SPARE_ROWS = 2
MOST_ROWS = 60
NO_FACT = ("", "由人填报")


@dataclass(frozen=True)
class Line:
    """One row of inputs on the page."""

    number: int
    key: object
    cells: list


@dataclass(frozen=True)
class PartsSum:
    """What the parts of an item add up to while they are typed."""

    given: Decimal
    wanted: Decimal

    @property
    def is_balanced(self):
        return self.given == self.wanted

    def __str__(self):
        rest = difference_words(self.given, self.wanted) or "正好"
        return f"各分项合计 {said(self.given)} 分，本项 {said(self.wanted)} 分，{rest}。"


class ParamsForm(forms.Form):
    """Fields named `p_…`, rows `r_<number>_…`, facts `f_<slot>`; `rows` says how many rows are shown."""

    def __init__(self, *args, rule, subject, row_count, **kwargs):
        super().__init__(*args, **kwargs)
        self.rule, self.subject, self.layout = rule, subject, LAYOUTS[rule]
        self.row_count = row_count
        for name, make in self.layout.fields.items():
            self.fields[f"p_{name}"] = make()
        for slot in self.layout.slots:
            self._add_fact(f"f_{slot.key}", f"“{slot.label}”由系统判定", slot)
        if self.layout.rows:
            for number in range(row_count):
                self._add_row(number)

    def _add_row(self, number):
        rows = self.layout.rows
        if rows.has_keys:
            self.fields[f"r_{number}_key"] = forms.CharField(required=False, widget=forms.HiddenInput)
        for column in rows.columns:
            self.fields[f"r_{number}_{column.name}"] = self._cell(column, number)
        if rows.binds:
            slot = Slot("row", rows.noun, rows.binds)
            self._add_fact(f"r_{number}_fact", f"第 {number + 1} 条由系统判定", slot)

    def _cell(self, column, number):
        label = f"第 {number + 1} 条{column.label}"
        if column.kind == "amount":
            field = AmountField(label, required=False)
        elif column.kind == "check":
            field = forms.BooleanField(label=label, required=False)
        else:
            field = forms.CharField(label=label, required=False, max_length=200)
        field.widget.attrs["aria-label"] = label
        return field

    def _add_fact(self, name, label, slot):
        groups = facts_for(slot, self.subject)
        if groups:
            field = forms.ChoiceField(label=label, required=False, choices=[NO_FACT, *groups])
            field.widget = FlatSelect(attrs={"aria-label": label}, choices=field.choices)
            self.fields[name] = field

    @property
    def example(self):
        """Return an item of a real table that is scored by this rule."""
        return f"例：{RULES[self.rule].example}。"

    @property
    def plain(self):
        """Return the bound fields above the rows."""
        return [self[name] for name in self.fields if name.startswith(("p_", "f_"))]

    @property
    def heads(self):
        """Return the heads of the columns of the rows."""
        rows = self.layout.rows
        has_facts = any(name.endswith("_fact") for name in self.fields)
        return [column.label for column in rows.columns] + (["系统判定"] if has_facts else [])

    @property
    def lines(self):
        """Return the rows of inputs."""
        names = [column.name for column in self.layout.rows.columns] + ["fact"]
        return [
            Line(
                number + 1,
                self[f"r_{number}_key"] if f"r_{number}_key" in self.fields else "",
                [self[f"r_{number}_{name}"] for name in names if f"r_{number}_{name}" in self.fields],
            )
            for number in range(self.row_count)
        ]

    def parts_sum(self, points):
        """Return the `PartsSum` of 分项得分 as typed; None for other rules."""
        if self.rule != "components":
            return None
        typed_points = [decimal_of(self[f"r_{number}_points"].value()) for number in range(self.row_count)]
        return PartsSum(sum(filter(None, typed_points), Decimal(0)), decimal_of(points) or Decimal(0))

    def result(self):
        """Return (params, bindings) of what was typed; the engine says whether they are sound."""
        given = {name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("p_")}
        bindings = {
            name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("f_") and value
        }
        params = _shaped(self.rule, given)
        if self.layout.rows:
            rows, facts = self._rows()
            params[self.layout.rows.name] = rows
            bindings |= facts
        if self.rule == "rate" and params["below"] != "steps":
            params["steps"] = []
        return params, bindings

    def _rows(self):
        rows, facts, typed_rows = [], {}, [self._typed(number) for number in range(self.row_count)]
        used = {row["key"] for row in typed_rows if row.get("key")}
        for row in typed_rows:
            fact, key = row.pop("fact", ""), row.pop("key", "")
            if not any(value not in (None, "", False) for value in row.values()):
                continue
            if self.layout.rows.has_keys:
                row["key"] = key or _new_key(used)
                if fact:
                    facts[row["key"]] = fact
            rows.append({name: value for name, value in row.items() if value not in (None, False)})
        return rows, facts

    def _typed(self, number):
        start = f"r_{number}_"
        return {
            name.removeprefix(start): value
            for name, value in self.cleaned_data.items()
            if name.startswith(start)
        }


def initial_of(item):
    """Return the params and bindings of an item as initial values of its form."""
    layout, bindings = LAYOUTS.get(item.rule), item.bindings or {}
    if layout is None:
        return {}
    params = item.params | _flat(item.params)
    values = {f"p_{name}": params.get(name) for name in layout.fields}
    values |= {f"f_{slot.key}": bindings.get(slot.key, "") for slot in layout.slots}
    for number, row in enumerate(rows_of(item)):
        values |= {f"r_{number}_{name}": value for name, value in row.items()}
        values[f"r_{number}_fact"] = bindings.get(row.get("key"), "")
    return values


def rows_of(item):
    """Return the rows in the params of an item."""
    layout = LAYOUTS.get(item.rule)
    return (item.params.get(layout.rows.name) or []) if layout and layout.rows else []


def _shaped(rule, given):
    if rule == "proportional":
        each, cap = given.pop("over_each"), given.pop("over_cap")
        return given | {"over": {"each": each, "cap": cap} if each or cap else None}
    if rule == "incident" and not given["below_zero"]:
        return given | {"floor": None}
    return given


def _flat(params):
    over = params.get("over") or {}
    return {"over_each": over.get("each"), "over_cap": over.get("cap")}


def _new_key(used):
    number = len(used) + 1
    while f"k{number}" in used:
        number += 1
    used.add(f"k{number}")
    return f"k{number}"
