"""Choosing a unit in a form: villages in groups by township, however many there are."""

from itertools import groupby

from django import forms

from core.forms import FlatSelect
from orgs.models import Unit


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
