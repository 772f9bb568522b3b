"""What a change makes of its units: one form for each kind, which gives the parts for the service."""

from django import forms
from django.core.exceptions import ValidationError

from core.fields import DayField, NumberTextField
from orgs.changes.services import PartFacts
from orgs.coding import LEVEL_OF_KIND
from orgs.fields import VillageField
from orgs.models import Unit, UnitChange

Kind = UnitChange.Kind
SUCCESSORS = 4
NEW = "new"


def kinds_like(unit):
    """Return the choices of kinds that a unit of this sort may have."""
    return [
        (value, label)
        for value, label in Unit.Kind.choices
        if (LEVEL_OF_KIND[value] in Unit.GRASSROOTS) == unit.is_grassroots
        and LEVEL_OF_KIND[value] in (Unit.Level.TOWNSHIP, *Unit.GRASSROOTS)
    ]


class ChangeForm(forms.Form):
    """Day and paper of a change; `units` are those that it is about, `scope` where the user may change."""

    effective_on = DayField(label="生效日期")
    document = forms.CharField(
        label="批文名称和文号", max_length=120, help_text="如：县政府关于撤并村的批复，会政发〔2026〕15 号"
    )
    note = forms.CharField(
        label="说明", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    ABOUT = ("effective_on", "document", "note")

    def __init__(self, *args, units, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.units, self.scope = units, scope
        self.offer()
        self.order_fields([*(name for name in self.fields if name not in self.ABOUT), *self.ABOUT])

    def offer(self):
        """Set the choices that depend on the units."""

    def sections(self):
        """Yield (title, bound fields) for the page."""
        yield "", list(self)

    @property
    def about(self):
        """Return day, paper and note for the service."""
        return {name: self.cleaned_data[name] for name in self.ABOUT}


def code_field():
    return NumberTextField(
        label="新代码", required=False, help_text="统计代码有批复的填写；留空则保留原代码，不合时暂编一个。"
    )


class RenameForm(ChangeForm):
    name = forms.CharField(label="新名称", max_length=60)
    code = code_field()

    def parts(self):
        (unit,), data = self.units, self.cleaned_data
        return [PartFacts(unit, unit, name=data["name"], code=data["code"])]


class UpgradeForm(ChangeForm):
    kind = forms.ChoiceField(label="新类型")
    name = forms.CharField(label="新名称", max_length=60)
    code = code_field()

    def offer(self):
        self.fields["kind"].choices = kinds_like(self.units[0])

    def parts(self):
        (unit,), data = self.units, self.cleaned_data
        return [PartFacts(unit, unit, name=data["name"], code=data["code"], kind=data["kind"])]


class TransferForm(ChangeForm):
    parent = forms.ModelChoiceField(
        label="划入的乡镇（街道）", queryset=Unit.objects.none(), empty_label="请选择"
    )
    name = forms.CharField(
        label="划入后的名称",
        required=False,
        max_length=60,
        help_text="与划入乡镇的村同名时另取；不改请留空。",
    )
    code = code_field()

    def offer(self):
        towns = Unit.objects.within(self.scope).current().townships().filter(valid_to=None)
        self.fields["parent"].queryset = towns.in_tree_order()
        if len(self.units) > 1:
            del self.fields["name"], self.fields["code"]

    def parts(self):
        data = self.cleaned_data
        facts = {name: data.get(name, "") for name in ("name", "code")}
        return [PartFacts(unit, unit, parent=data["parent"], **facts) for unit in self.units]


class MergeForm(ChangeForm):
    into = forms.ChoiceField(label="由谁承接", widget=forms.RadioSelect)
    name = forms.CharField(label="合并后的名称", max_length=60)
    kind = forms.ChoiceField(label="类型")
    parent = forms.ModelChoiceField(
        label="所属乡镇（街道）", queryset=Unit.objects.none(), empty_label="请选择"
    )
    code = code_field()

    def offer(self):
        named = [(str(unit.pk), f"并入{unit.place_name}") for unit in self.units]
        self.fields["into"].choices = [(NEW, "新设一个单位"), *named]
        self.fields["kind"].choices = kinds_like(self.units[0])
        towns = Unit.objects.within(self.scope).current().townships().filter(valid_to=None)
        self.fields["parent"].queryset = towns.in_tree_order()
        self.fields["parent"].initial = self.units[0].parent
        self.fields["kind"].initial = self.units[0].kind
        if self.units[0].is_township:
            del self.fields["parent"]

    def parts(self):
        data = self.cleaned_data
        into = next((unit for unit in self.units if str(unit.pk) == data["into"]), None)
        facts = {"name": data["name"], "kind": data["kind"], "code": data["code"]}
        parent = data.get("parent") or self.units[0].parent
        return [PartFacts(unit, into, parent=parent, **facts) for unit in self.units]


class SplitForm(ChangeForm):
    main = forms.ChoiceField(
        label="承接单位",
        widget=forms.RadioSelect,
        choices=[(str(n), f"去向 {n}") for n in range(1, SUCCESSORS + 1)],
        help_text="没有写明去向的人，以及岗位、授权、台账等单位自身的事项都归承接单位。",
    )

    def offer(self):
        for n in range(1, SUCCESSORS + 1):
            place = VillageField(
                label=f"去向 {n}：已有的村（社区）", required=False, empty_label="新设，或没有这个去向"
            )
            place.open_to(self.scope)
            self.fields[f"unit_{n}"] = place
            self.fields[f"name_{n}"] = forms.CharField(
                label=f"去向 {n}：新设的名称", required=False, max_length=60
            )
            self.fields[f"words_{n}"] = forms.CharField(
                label=f"去向 {n}：住址含有",
                required=False,
                max_length=300,
                help_text="如“三社、四社”，几个之间用顿号分开。",
            )

    def sections(self):
        for n in range(1, SUCCESSORS + 1):
            yield f"去向 {n}", [self[f"{name}_{n}"] for name in ("unit", "name", "words")]
        yield "承接和批文", [self[name] for name in ("main", *self.ABOUT)]

    def clean(self):
        data = super().clean()
        for n in range(1, SUCCESSORS + 1):
            if data.get(f"unit_{n}") and data.get(f"name_{n}"):
                self.add_error(f"name_{n}", ValidationError("已有的村和新设的名称只填一个。"))
        return data

    def parts(self):
        data, (origin,) = self.cleaned_data, self.units
        found = []
        for n in range(1, SUCCESSORS + 1):
            unit, name = data[f"unit_{n}"], data[f"name_{n}"]
            if unit is None and not name:
                continue
            facts = {"name": name, "kind": origin.kind, "parent": origin.parent} if unit is None else {}
            is_main = data["main"] == str(n)
            found.append(PartFacts(origin, unit, words=data[f"words_{n}"], is_main=is_main, **facts))
        return found


FORMS = {
    Kind.RENAME: RenameForm,
    Kind.UPGRADE: UpgradeForm,
    Kind.TRANSFER: TransferForm,
    Kind.MERGE: MergeForm,
    Kind.SPLIT: SplitForm,
}
