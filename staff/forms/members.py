from django import forms

from orgs.models import Unit
from registry.forms.identified import IdentifiedForm
from staff.choices import BANK_DIGITS
from staff.models import Member
from staff.recruiting.forms.persons import NamesPerson


class MemberForm(NamesPerson, IdentifiedForm):
    """The personal file of a member. Sex and birth date follow from the ID number when left out."""

    SECTIONS = (
        ("基本信息", ("name", "id_number", "sex", "birth_date", "ethnicity", "phone")),
        ("任职条件", ("unit", "kinship", "relative_text", "relative", "education", "political")),
        ("发放账户", ("bank_name", "bank_account")),
        ("备注", ("note",)),
    )

    class Meta:
        model = Member
        fields = (
            "name", "id_number", "sex", "birth_date", "ethnicity", "phone", "unit", "kinship", "education",
            "political", "bank_name", "bank_account", "note",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().select_related("parent").in_tree_order()
        self.fields["unit"].queryset = units.exclude(level__in=(Unit.Level.CITY, Unit.Level.COUNTY))
        self.fields["unit"].label_from_instance = Unit.place_name.fget
        self.fields["id_number"].help_text += "与残疾人登记相同的，自动关联。"
        self.fields["unit"].help_text = "安排到岗后，随岗位所在单位变动。"
        self.fields[
            "relative_text"
        ].help_text = "因亲友是残疾人而任职的填写，从管辖范围内的残疾人登记中查找。"
        self.offer_persons(scope, known=self.instance.relative if self.instance.pk else None)

    def clean_bank_account(self):
        number = self.cleaned_data["bank_account"]
        if number and not (number.isdigit() and len(number) in BANK_DIGITS):
            raise forms.ValidationError("银行账号须为 12 至 23 位数字。")
        return number

    def facts(self):
        """Return the cleaned values, fit for the services."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "relative")}
