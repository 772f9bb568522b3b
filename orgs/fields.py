"""Choosing a unit in a form: villages in groups by township, however many there are."""

from itertools import groupby

from django import forms
from django.utils.html import format_html, format_html_join

from orgs.models import Unit


class FlatSelect(forms.Select):
    """A select that writes its options in one go; Django renders a template for each of three hundred."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = {str(each) for each in (value if isinstance(value, list | tuple) else [value])}
        final = self.build_attrs(self.attrs, (attrs or {}) | {"name": name})
        flat = format_html_join(
            "", ' {}="{}"', ((k, v) for k, v in final.items() if v not in (None, False, True))
        )
        flags = format_html_join("", " {}", ((k,) for k, v in final.items() if v is True))
        return format_html("<select{}{}>{}</select>", flat, flags, self._body(self.choices, chosen))

    def _body(self, choices, chosen):
        parts = []
        for value, label in choices:
            if isinstance(label, list | tuple):
                parts.append(
                    format_html('<optgroup label="{}">{}</optgroup>', value, self._body(label, chosen))
                )
            else:
                mark = " selected" if str(value) in chosen else ""
                parts.append(format_html('<option value="{}"{}>{}</option>', str(value), mark, label))
        return format_html_join("", "{}", ((part,) for part in parts))


class VillageField(forms.ModelChoiceField):
    """A village or community of a scope, chosen from groups by township."""

    widget = FlatSelect

    def __init__(self, **kwargs):
        super().__init__(Unit.objects.none(), **kwargs)

    def open_to(self, scope):
        """Offer the current villages and communities of the scope."""
        units = Unit.objects.within(scope).current().grassroots().select_related("parent").in_tree_order()
        self.queryset = units
        groups = groupby(units, key=lambda unit: unit.parent)
        grouped = [
            (township.name if township else "", [(unit.pk, unit.name) for unit in below])
            for township, below in groups
        ]
        self.choices = [("", self.empty_label or "请选择"), *grouped]
