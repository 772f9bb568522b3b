"""What the forms of a disabled person and of a committee member share: identity and account."""

from django import forms
from django.utils import timezone

from core.fields import DayField, KeptNumberField
from core.forms import Sectioned, WordedChoices
from registry.identity import birth_date_of, id_problems, sex_of

PRIVATE = {"data-private": True, "autocomplete": "off"}


def number_field(label, **options):
    """Return a field for a sensitive number: spellings forgiven, never shown, kept out of drafts."""
    return KeptNumberField(label=label, widget=forms.TextInput(attrs=PRIVATE), **options)


class IdentifiedForm(Sectioned, WordedChoices, forms.ModelForm):
    """Name, ID number and what follows from it. Numbers that stand are kept without being shown."""

    KEPT = ("id_number", "phone", "bank_account")

    id_number = number_field("身份证号", help_text="18 位；空格、全角、小写 x 都可以。", is_key=True)
    sex = forms.ChoiceField(
        label="性别", required=False, choices=[("", "取自身份证号"), ("male", "男"), ("female", "女")]
    )
    birth_date = DayField(label="出生日期", required=False, help_text="留空则取自身份证号。")
    phone = number_field("联系电话", required=False)
    bank_account = number_field("银行账号", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in self.KEPT:
                stands, masked = getattr(self.instance, name), getattr(self.instance, f"masked_{name}")
                self.fields[name].keep(stands, masked)

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_id_number(self):
        number = self.cleaned_data["id_number"]
        if problems := id_problems(number, today=timezone.localdate()):
            raise forms.ValidationError([problem.message for problem in problems])
        return number

    def clean(self):
        values = super().clean()
        if number := values.get("id_number"):
            values["birth_date"] = values.get("birth_date") or birth_date_of(number)
            values["sex"] = values.get("sex") or sex_of(number)
            if values["birth_date"] != birth_date_of(number):
                self.add_error("birth_date", "出生日期与身份证号不一致，请核对户口簿。")
            if values["sex"] != sex_of(number):
                self.add_error("sex", "性别与身份证号不一致，请核对户口簿。")
        return values
