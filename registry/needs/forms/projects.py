from datetime import date

from django import forms
from django.utils import timezone

from core.attachments import ACCEPTED, MAX_MB
from core.fields import DayField
from core.forms import Sectioned, WordedChoices
from orgs.models import Unit
from registry.choices import Category, Grade, Subsistence
from registry.models import Person
from registry.needs.defaults import NEED_KINDS, item_choices, split_item
from registry.needs.forms.needs import today_field
from registry.needs.models import Project
from registry.needs.selectors.rules import kinds_for
from registry.needs.services.completions import Facts

MOST_AT_ONCE = 200  # people put on a list together
AGE = {"required": False, "min_value": 0, "max_value": 130}


def need_keys(kinds, chosen=()):
    """Return a whole kind or single concrete needs as choices, under the name of the kind.

    :param chosen: keys that were chosen before; they stay on offer.
    """
    groups = {
        name: {f"{kind.code}:": f"全部{name}需求", **dict(items)}
        for kind, (name, items) in zip(_offered(kinds), item_choices(kinds), strict=True)
    }
    for key in chosen:
        kind, item = split_item(key)
        if kind in kinds:
            groups.setdefault(kinds[kind].name, {}).setdefault(key, item or f"全部{kinds[kind].name}需求")
    return [(name, list(items.items())) for name, items in groups.items()]


def _offered(kinds):
    return [kind for kind in kinds.values() if kind.is_offered]


def many(label, choices):
    """Return a group of boxes, none of which need be ticked."""
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


class ProjectForm(Sectioned, WordedChoices, forms.ModelForm):
    """A project of the year: what, how many, with what money, for whom."""

    SECTIONS = (
        ("项目", ("unit", "name", "document", "starts_on", "due_on")),
        ("任务和资金", ("target", "funding", "money", "standard")),
        ("服务对象", ("categories", "grades", "subsistence", "age_from", "age_to", "again_after")),
        ("对应需求", ("needs",)),
        ("说明", ("note",)),
    )

    starts_on = DayField(label="开始日期")
    due_on = DayField(label="完成期限")
    categories = many("残疾类别", Category.choices)
    grades = many("残疾等级", Grade.choices)
    subsistence = many("低保特困", [c for c in Subsistence.choices if c[0] != Subsistence.NONE])
    age_from = forms.IntegerField(label="年龄从", **AGE)
    age_to = forms.IntegerField(label="年龄到", **AGE)
    needs = many("列入完成名单时，下列未办结的需求一并办结", need_keys(NEED_KINDS))

    class Meta:
        model = Project
        fields = (
            "unit", "name", "document", "starts_on", "due_on", "target", "funding", "money", "standard",
            "categories", "grades", "subsistence", "age_from", "age_to", "needs", "again_after", "note",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "standard": "每人（户、例、件）补助多少；按实际核定的填 0。",
            "again_after": "同一人在几年内（含本年度）享受过同类项目就提醒。",
        }

    def __init__(self, *args, scope, year, kind=None, county=None, **kwargs):
        """Offer what the project has; a new one of the county begins with what its kind proposes."""
        super().__init__(*args, **kwargs)
        counties = Unit.objects.within(scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
        self.fields["unit"].queryset = counties
        if not self.instance.pk:
            self.fields["unit"].queryset = counties.filter(pk=county.pk)
            self.instance.kind, self.instance.year = kind.code, year
            self.instance.kind_name, self.instance.measure = kind.name, kind.measure
            self._propose(kind, year, county)
        county = self.instance.unit if self.instance.unit_id else county
        kinds = kinds_for(county, timezone.localdate()) if county else NEED_KINDS
        self.fields["needs"].choices = need_keys(kinds, chosen=self.initial.get("needs") or ())

    def _propose(self, kind, year, county):
        self.initial |= {
            "unit": county.pk,
            "name": f"{year} 年{kind.name}",
            "starts_on": date(year, 1, 1),
            "due_on": date(year, 12, 31),
            "again_after": kind.again_after,
        }
        for name in ("categories", "grades", "subsistence", "needs"):
            self.initial[name] = list(getattr(kind, name))
        self.initial |= {"age_from": kind.age_from, "age_to": kind.age_to}

    def clean(self):
        values = super().clean()
        if values.get("age_from") and values.get("age_to") and values["age_from"] > values["age_to"]:
            self.add_error("age_to", "年龄上限不能小于下限。")
        return values


class QuotaForm(forms.Form):
    """One number for each unit; `rows` pairs them for the page."""

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.units = units
        for unit in units:
            self.fields[self._name(unit)] = forms.IntegerField(
                label=unit.name, required=False, min_value=0, max_value=1_000_000
            )

    @staticmethod
    def _name(unit):
        return f"unit_{unit.pk}"

    def rows(self, *columns):
        """Return [(unit, bound field, …one value of each of `columns`)] in the order of the units."""
        return [
            (unit, self[self._name(unit)], *values)
            for unit, *values in zip(self.units, *columns, strict=True)
        ]

    def targets(self):
        """Return {unit: number}; an empty box is none."""
        return {unit: self.cleaned_data[self._name(unit)] or 0 for unit in self.units}

    @classmethod
    def starting(cls, units, numbers):
        """Return the form filled with one number for each unit."""
        return cls(
            units=units,
            initial={cls._name(unit): number for unit, number in zip(units, numbers, strict=True)},
        )


class CompletionForm(forms.Form):
    """Day, amount and note of a completion."""

    done_on = today_field("完成日期")
    amount = forms.DecimalField(
        label="补助金额（元）", max_digits=10, decimal_places=2, min_value=0, help_text="每人的金额。"
    )
    note = forms.CharField(label="备注", required=False, max_length=200)

    def facts(self):
        """Return the cleaned values, fit for the services."""
        values = self.cleaned_data
        return Facts(values["done_on"], values["amount"], values["note"])


class CompletionsForm(CompletionForm):
    """The same for all people ticked in the list of those who may be served."""

    people = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(),
        label="人员",
        error_messages={
            "required": "请在名单中勾选至少一人。",
            "invalid_choice": "名单已有变化，请刷新后重新勾选。",
            "invalid_pk_value": "名单已有变化，请刷新后重新勾选。",
        },
    )
    despite_repeats = forms.BooleanField(label="已核实，近年享受过同类项目的仍要登记", required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people

    def clean_people(self):
        people = self.cleaned_data["people"]
        if len(people) > MOST_AT_ONCE:
            raise forms.ValidationError(f"一次最多登记 {MOST_AT_ONCE} 人，请分批登记。")
        return people

    @property
    def chosen(self):
        """Return the keys ticked, to tick them again when the page comes back."""
        return (
            {int(key) for key in self.data.getlist("people") if key.isdecimal()} if self.is_bound else set()
        )


class EvidenceForm(forms.Form):
    """A file that proves a completion."""

    file = forms.FileField(
        label="佐证材料",
        help_text=f"照片、验收单或发票：{ACCEPTED}，不超过 {MAX_MB} MB。",
        allow_empty_file=True,
        error_messages={"required": "请选择文件。"},
    )
