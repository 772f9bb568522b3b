"""Manners of every form."""

from dataclasses import dataclass

from django import forms
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join

CHOOSE = "请选择"


class WordedChoices:
    """A mixin that says 请选择 where Django would show a row of dashes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                if field.empty_label and not field.empty_label.strip("-"):
                    field.empty_label = CHOOSE
            elif isinstance(field, forms.TypedChoiceField):
                field.choices = [(value, label if value else CHOOSE) for value, label in field.choices]


@dataclass(frozen=True)
class FormPart:
    """A section of a long form as its page shows it; a folded one is open only where something is wrong."""

    number: int
    title: str
    fields: list
    is_folded: bool

    @property
    def is_open(self):
        return any(bound.errors for bound in self.fields)

    @property
    def labels(self):
        """Return what is inside, for who looks at a folded one."""
        return "、".join(bound.label for bound in self.fields)


class Sectioned:
    """A mixin for a long form: `SECTIONS` is (title, field names) each, `FOLDED` titles closed at first."""

    SECTIONS = ()
    FOLDED = ()

    def sections(self):
        """Yield (title, bound fields) for the page."""
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names]

    def parts(self):
        """Return the sections as `FormPart`s, for a page with a list to jump by."""
        return [
            FormPart(number, title, fields, title in self.FOLDED)
            for number, (title, fields) in enumerate(self.sections(), 1)
        ]


class GroupedChecks(forms.CheckboxSelectMultiple):
    """Boxes to tick in groups that open and close, each with a box that ticks the whole group.

    Its choices are pairs of a group's name and the choices in it.
    """

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string("components/grouped_checks.html", self.get_context(name, value, attrs))


class FlatSelect(forms.Select):
    """A select that writes its options in one go; Django renders three templates for each of them."""

    @classmethod
    def instead_of(cls, widget):
        """Return one with the choices of a plain select; None for any other widget."""
        if type(widget) is not forms.Select:
            return None
        flat = cls(widget.attrs, widget.choices)
        flat.is_required = widget.is_required
        return flat

    def render(self, name, value, attrs=None, renderer=None):
        chosen = set(self.format_value(value))
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
