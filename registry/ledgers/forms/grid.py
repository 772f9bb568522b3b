"""The grid of a book: a small form for each row, made from the columns of the ledger's type."""

from django import forms
from django.core.exceptions import ValidationError

from core.masking import masked_phone
from registry.ledgers.choices import FieldKind
from registry.ledgers.roster import written
from registry.ledgers.services.rows import RowChange
from registry.ledgers.values import read_value

BLANK_ROWS, MORE_ROWS, MOST_BLANK = 2, 5, 50
CLEARING = "无"
PEOPLE_LIST = "ledger-people"
HINTS = {FieldKind.DATE: "如 2026-11-22", FieldKind.MONEY: "元"}


class CellField(forms.CharField):
    """A cell of the grid: whatever the column's kind, `values.read_value` is its judge."""

    def __init__(self, column, *, kept=""):
        super().__init__(label=column.title, required=False, strip=False, widget=_widget(column))
        self.column, self.kept = column, kept
        if column.kind == FieldKind.PHONE and kept:
            self.widget.attrs["placeholder"] = f"现为 {masked_phone(kept)}"
            self.help_text = f"现为 {masked_phone(kept)}，不改请留空，填“{CLEARING}”则清空。"

    def clean(self, value):
        if self.column.kind == FieldKind.PHONE and self.kept:
            if value and value.strip() == CLEARING:
                return read_value(self.column, "")
            if not (value or "").strip():
                return self.kept
        return read_value(self.column, value or "")


def _widget(column):
    attrs = {"class": "gridcell", "autocomplete": "off"}
    if hint := HINTS.get(column.kind):
        attrs["placeholder"] = hint
    if column.kind == FieldKind.PHONE:
        attrs |= {"data-private": "", "inputmode": "tel"}
    if column.kind in (FieldKind.NUMBER, FieldKind.MONEY):
        attrs["inputmode"] = "decimal"
    if column.kind == FieldKind.PERSON:
        attrs |= {"list": PEOPLE_LIST, "placeholder": "姓名"}
    if column.kind == FieldKind.LONG:
        return forms.Textarea(attrs=attrs | {"rows": 2})
    if column.kind == FieldKind.CHOICE:
        return forms.Select(attrs, choices=[("", "请选择"), *((word, word) for word in column.option_list)])
    if column.kind == FieldKind.BOOLEAN:
        return forms.Select(attrs, choices=[("", "请选择"), ("是", "是"), ("否", "否")])
    return forms.TextInput(attrs=attrs)


class RowForm(forms.Form):
    """One row. A new row that is left blank is no row."""

    def __init__(self, data, *, columns, roster, row=None, prefix, number):
        self.columns, self.roster, self.row, self.number = columns, roster, row, number
        super().__init__(data, prefix=prefix, initial=_initial(columns, row), use_required_attribute=False)
        for column in columns:
            kept = row.cells.get(column.key, "") if row else ""
            self.fields[column.key] = CellField(column, kept=kept)
        if row:
            self.fields["removed"] = forms.BooleanField(label="删除本行", required=False)

    @property
    def is_blank(self):
        """True for a new row into which nothing was typed."""
        if self.row is not None:
            return False
        return not any((self.data.get(self.add_prefix(c.key)) or "").strip() for c in self.columns)

    @property
    def is_removed(self):
        return self.row is not None and bool(self.data.get(self.add_prefix("removed")))

    @property
    def cells(self):
        """Return the bound fields of the columns, without the box for removing."""
        return [self[column.key] for column in self.columns]

    @property
    def removal(self):
        return self["removed"] if self.row else None

    def clean(self):
        values = super().clean()
        self.person = None
        for column in self.columns:
            if column.is_person and values.get(column.key):
                self._find(column, values)
        return values

    def _find(self, column, values):
        """Look the person up, unless it is the one the row has, who may have left the register since."""
        own = self.row.person if self.row else None
        if own and values[column.key] in (written(own), own.name):
            self.person = own
        else:
            try:
                self.person = self.roster.find(values[column.key])
            except ValidationError as problem:
                self.add_error(column.key, problem)
                return
        values[column.key] = self.person.name

    def change(self):
        """Return what a valid row asks the service to do."""
        if self.is_removed:
            return RowChange(self.row.pk, {}, None, is_removed=True)
        drawn = self.row.cells if self.row else {}
        cells = drawn | {column.key: self.cleaned_data[column.key] for column in self.columns}
        return RowChange(self.row.pk if self.row else None, cells, self.person)


def _initial(columns, row):
    if row is None:
        return {}
    values = {column.key: row.cells.get(column.key, "") for column in columns}
    for column in columns:
        if column.is_person and row.person:
            values[column.key] = written(row.person)
        elif column.kind == FieldKind.BOOLEAN and values[column.key]:
            values[column.key] = "是" if values[column.key] == "yes" else "否"
        elif column.kind == FieldKind.PHONE:
            values[column.key] = ""
    return values


class Grid:
    """The rows of one page of a book, and blank ones below."""

    def __init__(self, data, *, fields, rows, roster, first=1):
        self.columns = [field for field in fields if not field.is_drawn]
        self.blank = _blank(data)
        whole = [(f"r{row.pk}", row) for row in rows] + [(f"n{place}", None) for place in range(self.blank)]
        self.forms = [
            RowForm(
                data, columns=self.columns, roster=roster, row=row, prefix=prefix, number=first + place
            )
            for place, (prefix, row) in enumerate(whole)
        ]  # fmt: skip
        self.is_bound = data is not None

    def is_valid(self):
        """True if every row that is filled in and stays is right."""
        judged = [form.is_valid() for form in self._counting()]  # all of them, not up to the first
        return all(judged)

    def changes(self):
        """Return what the rows ask the service to do."""
        return [form.change() for form in self._counting()]

    def problems(self):
        """Return (label, id, message) of each wrong cell, for the summary above."""
        return [
            {"label": f"第 {form.number} 行 {bound.label}", "id": bound.id_for_label, "message": message}
            for form in self.forms
            if self.is_bound and not form.is_blank and not form.is_removed
            for bound in form.cells
            for message in bound.errors
        ]

    def quieten(self):
        """Forget the errors: the user has asked for more rows, not for a judgement."""
        for form in self.forms:
            form._errors = {}

    def _counting(self):
        for form in self.forms:
            if form.is_removed:
                form._errors, form.cleaned_data, form.person = {}, {}, None
            if not form.is_blank:
                yield form


def _blank(data):
    asked = (data or {}).get("blank", "")
    blank = int(asked) if asked.isascii() and asked.isdigit() else BLANK_ROWS
    return min(MOST_BLANK, blank + (MORE_ROWS if data and "more" in data else 0))
