from itertools import groupby

from django import forms
from django.utils import timezone

from core.encryption import digest
from core.fields import AttachmentField, DayField, plain
from core.forms import CHOOSE, Sectioned, WordedChoices
from core.permissions import Permission
from orgs.fields import FlatSelect
from orgs.models import Unit
from registry.forms.identified import number_field
from registry.models import Person, Petition
from registry.petitions.choices import PetitionerKind
from registry.petitions.selectors.rules import county_of, offered

MOST_NAMESAKES = 20
PRIVATE = ("person_text", "petitioner_name", "relation", "matter", "demand")
LEVELS = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP, *Unit.GRASSROOTS)


class UnitField(forms.ModelChoiceField):
    """A unit of the scope, the county and townships included, in groups by township."""

    widget = FlatSelect

    def __init__(self, **kwargs):
        super().__init__(Unit.objects.none(), **kwargs)

    def open_to(self, scope):
        """Offer the current units of the scope."""
        self.offer(Unit.objects.within(scope).current().filter(level__in=LEVELS).select_related("parent"))

    def offer(self, units):
        """Offer these units, which come with their parents."""
        self.queryset = units.in_tree_order()
        upper = [(unit.pk, unit.federation_name) for unit in self.queryset if not unit.is_grassroots]
        villages = [unit for unit in self.queryset if unit.is_grassroots]
        groups = [
            (township.name, [(unit.pk, unit.name) for unit in below])
            for township, below in groupby(villages, key=lambda unit: unit.parent)
        ]
        self.choices = [("", CHOOSE), *upper, *groups]


class PetitionForm(Sectioned, WordedChoices, forms.ModelForm):
    """Take down a petition, or correct what was taken down.

    The person is named by name or number; if several of the scope fit, they are offered to choose from.
    """

    SECTIONS = (
        ("来件", ("unit", "form", "received_on", "assigned_by", "category")),
        (
            "信访人",
            (
                "petitioner_kind", "person_text", "person", "petitioner_name", "relation", "phone", "people",
            ),
        ),
        ("内容", ("matter", "demand", "is_confidential")),
    )  # fmt: skip

    unit = UnitField(
        label="登记单位",
        help_text="该单位和它的上级能看到本件。反映的正是该单位的问题时，请由上级单位登记。",
    )
    received_on = DayField(label="日期")
    category = forms.ChoiceField(label="类别")
    person_text = forms.CharField(
        label="残疾人姓名或证号",
        required=False,
        max_length=60,
        help_text="本人或亲属来信来访时填写，从残疾人登记中查找。",
    )
    person = forms.ModelChoiceField(
        label="请选择是哪一位", queryset=Person.objects.none(), required=False, widget=forms.RadioSelect
    )
    petitioner_name = forms.CharField(
        label="信访人姓名", required=False, max_length=60, help_text="残疾人本人来信来访的可以留空。"
    )
    phone = number_field("联系电话", required=False, help_text="本人的可以留空，取登记中的电话。")

    class Meta:
        model = Petition
        fields = (
            "form", "received_on", "assigned_by", "category", "petitioner_kind", "person", "petitioner_name",
            "relation", "phone", "people", "matter", "demand", "is_confidential",
        )  # fmt: skip
        widgets = {
            "petitioner_kind": forms.RadioSelect,
            "matter": forms.Textarea(attrs={"rows": 5}),
            "demand": forms.Textarea(attrs={"rows": 3}),
            "people": forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"}),
        }
        help_texts = {
            "assigned_by": "上级转办的填写，如：县信访局，信转〔2026〕15号。",
            "people": "5 人及以上为集体访。",
            "is_confidential": "勾选后，只有县残联和经办人能看到信访人和内容。",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.people_scope = user.scope_of(Permission.PERSON_VIEW)
        for name in PRIVATE:
            self.fields[name].widget.attrs |= {"data-private": True, "autocomplete": "off"}
        county = self._open_units()
        self.fields["petitioner_kind"].choices = PetitionerKind.choices
        self.fields["category"].choices = [("", CHOOSE), *self._categories(county)]
        self._offer_persons()

    def _open_units(self):
        """Offer the units of the scope for a new petition and return the county; a number keeps its unit."""
        if self.instance.pk:
            del self.fields["unit"]
            self.fields["phone"].keep(self.instance.phone, self.instance.masked_phone)
            return self.instance.county
        field = self.fields["unit"]
        field.open_to(self.user.scope_of(Permission.PETITION_EDIT))
        home = self.user.home_unit
        self.initial.setdefault("unit", home.pk if home in field.queryset else None)
        return county_of(home) if home else None

    def _categories(self, county):
        known = offered(county, timezone.localdate())
        if self.instance.pk and self.instance.category not in dict(known):
            known.append((self.instance.category, self.instance.category_name))
        return known

    def _offer_persons(self):
        """Offer a choice of persons only where the text fits several."""
        text = self.data.get("person_text", "").strip() if self.is_bound else ""
        self.found = list(self._matching(text)[:MOST_NAMESAKES]) if text else []
        keys = [person.pk for person in self.found]
        if self.is_bound and self.data.get("person") not in map(str, keys):
            self.data = self.data.copy()  # it was chosen for another name that stood here before
            self.data.pop("person", None)
        elif not self.is_bound and (person := self._known_person()):
            self.initial["person_text"] = person.name
        field = self.fields["person"]
        people = Person.objects.within(self.people_scope).filter(pk__in=keys).select_related("unit__parent")
        field.queryset = people.order_by("unit_path", "pinyin", "pk")
        field.label_from_instance, field.empty_label = _in_full, None
        if len(keys) < 2:
            field.widget = forms.HiddenInput()

    def _known_person(self):
        if self.instance.pk:
            return self.instance.person
        known = self.initial.get("person")
        return Person.objects.within(self.people_scope).filter(pk=known).first() if known else None

    def sections(self):
        """Yield (title, bound fields) for the page; a petition that has its number keeps its unit."""
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names if name in self.fields]

    def _matching(self, text):
        whole = digest(plain(text))
        people = Person.objects.within(self.people_scope).active()
        by_number = people.filter(id_digest=whole) | people.filter(card_digest=whole)
        return (people.filter(name=text.strip()) | by_number).order_by("unit_path", "pinyin", "pk")

    def clean_petitioner_name(self):
        return " ".join(self.cleaned_data["petitioner_name"].split())

    def clean(self):
        values = super().clean()
        if values.get("petitioner_kind") == PetitionerKind.OTHER:
            values["person"] = None
        elif values.get("petitioner_kind"):
            self._clean_person(values)
        if values.get("petitioner_kind") != PetitionerKind.PERSON and not values.get("petitioner_name"):
            self.add_error("petitioner_name", "请填写信访人姓名。")
        return values

    def _clean_person(self, values):
        text = values.get("person_text", "").strip()
        standing = self.instance.person if self.instance.pk else None
        if standing and text == standing.name and not values.get("person"):
            values["person"] = standing
        elif len(self.found) == 1:
            values["person"] = self.found[0]
        elif self.found and not values.get("person"):
            self.add_error("person", f"有 {len(self.found)} 位同名的人，请选择是哪一位。")
        elif text and not self.found:
            self.add_error("person_text", "登记中没有找到这个人，请核对；不在册的请选“其他人”。")
        elif not text:
            self.add_error("person_text", "请填写残疾人的姓名或证号。")

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words."""

    def facts(self):
        """Return the cleaned values, fit for the services."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class LinkForm(forms.Form):
    """The number of another petition of the same petitioner."""

    number = forms.CharField(
        label="另一件的编号", max_length=30, help_text="如 2026-0012。关联后两件互为重复信访。"
    )


class FileForm(forms.Form):
    """One file that belongs to a petition."""

    file = AttachmentField(label="选择材料", what="来信照片、扫描件或表格")


def _in_full(person):
    return f"{person.name}，{person.age} 岁，{person.unit.place_name}，{person.masked_id_number}"
