"""Manners of every form."""

from django import forms
from django.template.loader import render_to_string

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


class Sectioned:
    """A mixin for a long form: `SECTIONS` is a sequence of (title, field names)."""

    SECTIONS = ()

    def sections(self):
        """Yield (title, bound fields) for the page."""
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names]


class GroupedChecks(forms.CheckboxSelectMultiple):
    """Boxes to tick in groups that open and close, each with a box that ticks the whole group.

    Its choices are pairs of a group's name and the choices in it.
    """

    def render(self, name, value, attrs=None, renderer=None):
        return render_to_string("components/grouped_checks.html", self.get_context(name, value, attrs))
