from django import forms
from django.utils import timezone

from core.sheets import ColumnChoice
from orgs.fields import FlatSelect
from orgs.models import Unit
from registry.choices import Category, Grade
from registry.comparing.choices import Living
from registry.comparing.fields import FIELDS
from registry.comparing.reading import LIST, NO_WHO, WHO
from registry.comparing.selectors.profiles import county_of, profiles_of
from registry.forms.import_help import ColumnsForm
from registry.forms.imports import ACCEPTED

FIELD_CHOICES = [(key, field.title) for key, field in FIELDS.items()]


class WhatForm(forms.Form):
    """Which fields, and which part of the register, are compared."""

    fields_compared = forms.MultipleChoiceField(
        label="比对项目",
        required=False,
        choices=FIELD_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选则按名单的含义比对默认的项目；名单里没有的列不比。",
    )
    places = forms.ModelMultipleChoiceField(
        label="只比这些单位",
        required=False,
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="不选则比对全部。",
    )
    categories = forms.MultipleChoiceField(
        label="只比这些类别", required=False, choices=Category.choices, widget=forms.CheckboxSelectMultiple
    )
    grades = forms.MultipleChoiceField(
        label="只比这些等级", required=False, choices=Grade.choices, widget=forms.CheckboxSelectMultiple
    )
    living = forms.ChoiceField(label="居住", required=False, choices=Living.choices)

    def offer_places(self, unit, scope):
        """Offer the townships below a county, or the villages below a township."""
        units = Unit.objects.within(scope).current().filter(parent=unit)
        self.fields["places"].queryset = units.in_tree_order()

    def part(self):
        """Return the part of the register, as a comparison keeps it."""
        values = self.cleaned_data
        return {
            "units": [unit.pk for unit in values["places"]],
            "categories": values["categories"],
            "grades": values["grades"],
            "living": values["living"],
        }


class UploadForm(WhatForm):
    """Another department's list: from whom, what it means, and what is compared."""

    unit = forms.ModelChoiceField(
        label="比对单位", queryset=Unit.objects.none(), empty_label=None, widget=FlatSelect
    )
    title = forms.CharField(label="标题", max_length=100, help_text="如：2026年10月城乡低保名单。")
    sender = forms.CharField(
        label="来源部门", max_length=60, help_text="如：县民政局。同一部门的表头只需对应一次。"
    )
    profile = forms.ChoiceField(label="名单的含义", widget=FlatSelect)
    file = forms.FileField(
        label="名单文件",
        allow_empty_file=True,  # the file is kept and the comparison says what is wrong with it
        help_text="xlsx、xls、ods 或 csv，表头上面可以有标题行，列的次序不限。",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "请选择要比对的文件。"},
    )

    field_order = ("unit", "title", "sender", "profile", "file")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().exclude(level__in=Unit.GRASSROOTS).in_tree_order()
        units = units.filter(level__in=(Unit.Level.COUNTY, Unit.Level.TOWNSHIP))
        self.fields["unit"].queryset = units
        first = units.first()
        self.profiles = profiles_of(county_of(first) if first else None, timezone.localdate())
        self.fields["profile"].choices = [(code, profile.name) for code, profile in self.profiles.items()]
        self.offer_places(first, scope)

    def facts(self):
        """Return what the service wants besides the file and the unit."""
        values = self.cleaned_data
        return {
            "title": values["title"],
            "sender": values["sender"],
            "profile": values["profile"],
            "fields": values["fields_compared"],
            "part": self.part(),
        }


class AgainForm(WhatForm):
    """The same list compared anew, with other fields or another part."""

    def __init__(self, *args, comparison, scope, **kwargs):
        part = comparison.part
        initial = {
            "fields_compared": comparison.fields,
            "places": part.get("units", []),
            "categories": part.get("categories", []),
            "grades": part.get("grades", []),
            "living": part.get("living", ""),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["fields_compared"].help_text = "名单里没有的列不比。"
        self.offer_places(comparison.unit, scope)


class ListColumnsForm(ColumnsForm):
    """What each column of a list is: a name, and something to tell people of that name by."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, columns=LIST, **kwargs)

    def clean(self):
        values = super().clean()
        choice: ColumnChoice = self.choice
        if not set(WHO) & choice.places.keys():
            raise forms.ValidationError(NO_WHO)
        return values
