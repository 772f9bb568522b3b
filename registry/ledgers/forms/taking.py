"""The upload page of a ledger's rows: unit, type and month besides the file."""

from django import forms
from django.utils import timezone

from orgs.fields import FlatSelect
from orgs.models import Unit
from registry.forms.imports import UploadForm
from registry.ledgers.choices import PeriodKind
from registry.ledgers.models import LedgerType
from registry.ledgers.periods import add_months, period_of
from registry.ledgers.services.books import Place
from registry.ledgers.taking import day_named, key_of, options_of

MONTHS_BACK = 15


class LedgerUploadForm(UploadForm):
    """A table for one book. What the address names is chosen already."""

    ledger_type = forms.ModelChoiceField(
        label="台账", queryset=LedgerType.objects.none(), empty_label="请选择", widget=FlatSelect
    )
    month = forms.ChoiceField(label="月份", help_text="按季、按年的台账，选其中任何一个月。")
    field_order = ("unit", "ledger_type", "month", "file")

    def __init__(self, *args, scope, kind, asked=(), **kwargs):
        super().__init__(*args, scope=scope, kind=kind, asked=asked, **kwargs)
        units = Unit.objects.within(scope).current().select_related("parent").in_tree_order()
        self.fields["unit"].queryset = units.exclude(level=Unit.Level.CITY)
        self.fields["unit"].label_from_instance = Unit.place_name.fget
        self.fields["unit"].help_text = "建立这本台账的单位。"
        types = LedgerType.objects.within(scope).active().filter(source="").in_order()
        self.fields["ledger_type"].queryset = types
        this_month = period_of(PeriodKind.MONTH, timezone.localdate())
        months = [add_months(this_month.start, -back) for back in range(MONTHS_BACK)]
        asked_month = day_named(dict(asked.items()).get("start", "") if asked else "")
        if asked_month and asked_month not in months and asked_month < this_month.start:
            months.append(asked_month)
        self.fields["month"].choices = [
            (f"{month:%Y-%m}", period_of(PeriodKind.MONTH, month).label) for month in months
        ]
        if asked:
            self.initial |= {"unit": asked.get("unit"), "ledger_type": asked.get("type")}
            self.initial["month"] = f"{asked_month:%Y-%m}" if asked_month else None
        self.place = None

    def clean(self):
        values = super().clean()
        unit, ledger_type, month = (values.get(name) for name in ("unit", "ledger_type", "month"))
        if unit and ledger_type and month:
            if not ledger_type.is_kept_by(unit):
                self.add_error("ledger_type", f"{ledger_type}不由{unit.name}建立，请换单位或台账。")
            else:
                self.place = Place(unit, ledger_type, period_of(ledger_type.period, day_named(month)))
        return values

    @property
    def template_query(self):
        found = [self.initial.get(name) for name in ("unit", "ledger_type", "month")]
        return "&unit={}&type={}&start={}".format(*found) if all(found) else ""

    def kind_key(self):
        return key_of(self.place)

    def options(self):
        return options_of(self.place)
