from django import forms
from django.utils import timezone

from core.encryption import digest
from core.fields import AttachmentField, DayField, plain
from core.forms import CHOOSE, Sectioned, WordedChoices
from core.permissions import Permission
from orgs.models import Unit
from registry.applications.choices import ApplicantKind
from registry.applications.defaults import MATERIALS
from registry.applications.selectors.benefits import kinds_by_code
from registry.applications.selectors.procedures import county_of
from registry.forms.identified import number_field
from registry.models import Application, Person

MOST_NAMESAKES = 20
PRIVATE = ("person_text", "applicant_name", "relation", "reason")


class ApplicationForm(Sectioned, WordedChoices, forms.ModelForm):
    """Take down an application, or correct what was taken down while nobody has dealt with it.

    The person is named by name or number; if several of the scope fit, they are offered to choose from.
    """

    SECTIONS = (
        ("申请什么", ("person_text", "person", "kind", "applied_on")),
        ("谁来申请", ("applicant_kind", "applicant_name", "relation", "phone")),
        ("家庭情况", ("household_size", "income", "reason")),
        ("材料", ("materials",)),
    )

    person_text = forms.CharField(
        label="残疾人姓名或证号", max_length=60, help_text="从您管辖范围内的残疾人登记中查找。"
    )
    person = forms.ModelChoiceField(
        label="请选择是哪一位", queryset=Person.objects.none(), required=False, widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(label="申请的待遇")
    applied_on = DayField(label="申请日期")
    phone = number_field("联系电话", required=False, help_text="本人申请的可以留空，取登记中的电话。")
    materials = forms.MultipleChoiceField(
        label="已交的材料",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="登记后，详情页会列出该待遇要求而还没有交的材料。",
    )

    class Meta:
        model = Application
        fields = (
            "applied_on", "applicant_kind", "applicant_name", "relation", "phone", "household_size", "income",
            "reason", "materials",
        )  # fmt: skip
        widgets = {
            "applicant_kind": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 4}),
            "household_size": forms.NumberInput(attrs={"min": 1, "inputmode": "numeric"}),
            "income": forms.NumberInput(attrs={"min": 0, "step": "0.01", "inputmode": "decimal"}),
        }
        help_texts = {
            "applicant_name": "本人申请的可以留空。",
            "relation": "如：儿子、监护人、村委会主任。",
            "household_size": "申请低保、特困的填写。",
            "reason": "照申请表上的填写，会印在审批表上。",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.scope = user.scope_of(Permission.BENEFIT_EDIT)
        for name in PRIVATE:
            self.fields[name].widget.attrs |= {"data-private": True, "autocomplete": "off"}
        self.fields["applicant_kind"].choices = ApplicantKind.choices
        if self.instance.pk:
            for name in ("person_text", "person", "kind"):
                del self.fields[name]
            self.fields["phone"].keep(self.instance.phone, self.instance.masked_phone)
            asked = [(one.code, one.name) for one in self.instance.procedure.materials]
            self.fields["materials"].choices = asked
            return
        self.fields["materials"].choices = list(MATERIALS.items())
        self.fields["kind"].choices = [("", CHOOSE), *self._kinds()]
        self._offer_persons()

    def _kinds(self):
        """Return the benefits of the counties in which the user may take applications down."""
        today, found = timezone.localdate(), {}
        home = self.user.home_unit
        counties = [county_of(home)] if home else Unit.objects.within(self.scope).filter(level="county")
        for county in filter(None, counties):
            for code, kind in kinds_by_code(county, today).items():
                found.setdefault(code, kind.name)
        return list(found.items())

    def _offer_persons(self):
        """Offer a choice of persons only where the text fits several."""
        text = self.data.get("person_text", "").strip() if self.is_bound else ""
        self.found = list(self._matching(text)[:MOST_NAMESAKES]) if text else []
        keys = [person.pk for person in self.found]
        if self.is_bound and self.data.get("person") not in map(str, keys):
            self.data = self.data.copy()  # it was chosen for another name that stood here before
            self.data.pop("person", None)
        elif not self.is_bound and (known := self._known()):
            self.initial["person_text"] = known.name
            keys = [person.pk for person in self._matching(known.name)[:MOST_NAMESAKES]]
        field = self.fields["person"]
        people = Person.objects.within(self.scope).filter(pk__in=keys).select_related("unit__parent")
        field.queryset = people.order_by("unit_path", "pinyin", "pk")
        field.label_from_instance, field.empty_label = _in_full, None
        if len(keys) < 2:
            field.widget = forms.HiddenInput()

    def _known(self):
        people = Person.objects.within(self.scope).active()
        return people.filter(pk=self.initial.get("person")).first() if self.initial.get("person") else None

    def _matching(self, text):
        whole = digest(plain(text))
        people = Person.objects.within(self.scope).active()
        by_number = people.filter(id_digest=whole) | people.filter(card_digest=whole)
        found = people.filter(name=text.strip()) | by_number
        return found.select_related("unit__parent").order_by("unit_path", "pinyin", "pk")

    def sections(self):
        """Yield (title, bound fields) for the page; what stands once it has its number is left out."""
        for title, names in self.SECTIONS:
            if bound := [self[name] for name in names if name in self.fields]:
                yield title, bound

    def clean_applicant_name(self):
        return " ".join(self.cleaned_data["applicant_name"].split())

    def clean(self):
        values = super().clean()
        if "person_text" not in self.fields:
            return values
        if len(self.found) == 1:
            values["person"] = self.found[0]
        elif self.found and not values.get("person"):
            self.add_error("person", f"有 {len(self.found)} 位同名的人，请选择是哪一位。")
        elif values.get("person_text") and not self.found:
            self.add_error("person_text", "您的管辖范围内没有找到这个人，请核对姓名或证号。")
        return values

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words."""

    def facts(self):
        """Return the cleaned values, fit for the services."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class FileForm(forms.Form):
    """One file that belongs to an application, and of which paper it is."""

    material = forms.ChoiceField(label="是哪份材料", required=False)
    file = AttachmentField(label="选择文件")

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        names = [one.name for one in application.procedure.materials]
        self.fields["material"].choices = [("", "其他材料"), *((name, name) for name in names)]


def _in_full(person):
    return f"{person.name}，{person.age} 岁，{person.unit.place_name}，{person.masked_id_number}"
