"""Manners of every form."""

from dataclasses import dataclass

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
