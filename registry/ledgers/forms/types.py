"""Forms for what a county keeps: types of ledgers and their columns."""

from django import forms

from core.fields import DayField
from core.forms import Sectioned, WordedChoices
from orgs.models import Unit
from registry.ledgers.models import LedgerField, LedgerType
from registry.ledgers.sources import source_choices


class TypeForm(Sectioned, WordedChoices, forms.ModelForm):
    """A ledger type: what it is, when it is due, how it looks on paper."""

    SECTIONS = (
        ("台账", ("county", "number", "name", "order", "source", "note", "is_active")),
        ("报送", ("keeper", "period", "due_days", "carries")),
        ("打印", ("paper", "layout", "signatures", "form_block")),
    )

    class Meta:
        model = LedgerType
        fields = (
            "county", "number", "name", "order", "source", "note", "is_active", "keeper", "period",
            "due_days", "carries", "paper", "layout", "signatures", "form_block",
        )  # fmt: skip
        widgets = {"form_block": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"] = forms.ChoiceField(
            label="内容来源", required=False, choices=source_choices(), initial=self.instance.source
        )
        counties = Unit.objects.within(scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
        self.fields["county"].queryset = counties
        if self.instance.pk is not None:
            self.fields["county"].disabled = True
        elif len(own := list(counties[:2])) == 1:
            self.fields["county"].initial = own[0].pk


class FieldForm(WordedChoices, forms.ModelForm):
    """One column of a ledger."""

    class Meta:
        model = LedgerField
        fields = ("title", "kind", "options", "is_required", "width", "order", "valid_from")
        widgets = {"options": forms.Textarea(attrs={"rows": 5})}

    valid_from = DayField(label="启用日期", help_text="从这一天及以后开始的各期起有这一列。")


class EndForm(forms.Form):
    last_day = DayField(label="停用日期", help_text="这一天以后开始的各期不再有这一列；以前的台账不变。")
