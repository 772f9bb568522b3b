"""What the forms of a seat and of a candidate share."""

from django import forms
from django.utils import timezone

from core.citizen import birth_date_of, check_digit
from core.encryption import digest
from core.fields import DayField, NumberTextField
from core.forms import CHOOSE, Sectioned, WordedChoices
from orgs.boards.choices import Education, Political, Sex, Tie

PRIVATE = {"data-private": True, "autocomplete": "off"}
ID_LENGTH = 18
KEPT = "已有号码，不改请留空。"


def optional(choices):
    """Return the choices with 请选择 before them."""
    return [("", CHOOSE), *choices]


class PersonFactsForm(Sectioned, WordedChoices, forms.Form):
    """Name and conditions of a person. Numbers of papers are turned into digests and forgotten."""

    SECTIONS = (
        ("本人情况", ("name", "id_number", "sex", "birth_date", "education", "political", "phone")),
        ("与残疾人工作的关系", ("tie", "card_number", "work")),
    )

    name = forms.CharField(label="姓名", max_length=60)
    id_number = NumberTextField(
        label="身份证号", required=False, widget=forms.TextInput(attrs=PRIVATE),
        help_text="填写后可与残疾人登记、专职委员自动关联；系统只留比对码，不存号码。",
    )  # fmt: skip
    sex = forms.ChoiceField(label="性别", required=False, choices=[("", "取自身份证号"), *Sex.choices])
    birth_date = DayField(label="出生日期", required=False, help_text="留空则取自身份证号。")
    education = forms.ChoiceField(label="文化程度", required=False, choices=optional(Education.choices))
    political = forms.ChoiceField(label="政治面貌", required=False, choices=optional(Political.choices))
    phone = NumberTextField(label="联系电话", required=False, widget=forms.TextInput(attrs=PRIVATE))
    tie = forms.ChoiceField(label="与残疾人的关系", choices=Tie.choices, initial=Tie.NONE)
    card_number = NumberTextField(
        label="残疾人证号", required=False, widget=forms.TextInput(attrs=PRIVATE),
        help_text="本人是残疾人的，填 20 位证号（补发的后加 B1 等）。",
    )  # fmt: skip
    work = forms.CharField(label="工作单位和职务", required=False, max_length=100)

    def __init__(self, *args, person=None, **kwargs):
        """Fill in what is known of `person`; numbers that were given stay as they are."""
        super().__init__(*args, **kwargs)
        self.person = person
        if person is None:
            return
        for name in ("name", "sex", "education", "political", "phone", "tie", "work"):
            self.fields[name].initial = getattr(person, name)
        self.fields["birth_date"].initial = person.birth_date.isoformat()
        for name, known in (("id_number", person.id_digest), ("card_number", person.card_digest)):
            if known:
                self.fields[name].help_text = KEPT

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_id_number(self):
        number = self.cleaned_data["id_number"]
        if not number:
            return number
        if len(number) != ID_LENGTH or not (number[:17].isascii() and number[:17].isdigit()):
            raise forms.ValidationError("身份证号应为 18 位，前 17 位是数字，请对照身份证填写。")
        born = birth_date_of(number)
        if born is None or born > timezone.localdate():
            raise forms.ValidationError("身份证号里的出生日期不存在或还没有到，请对照身份证填写。")
        if number[17] != check_digit(number[:17]):
            raise forms.ValidationError("身份证号的校验位不对，至少有一位抄错了，请对照身份证填写。")
        return number

    def clean_card_number(self):
        number = self.cleaned_data["card_number"]
        if number and len(number) not in (20, 22):
            raise forms.ValidationError("残疾人证号应为 20 位（补发的 22 位），请对照残疾人证填写。")
        return number

    def clean(self):
        values = super().clean()
        number, card = values.get("id_number"), values.get("card_number")
        if number:
            self._agree(values, number)
        for name, words in (
            ("sex", "请选择性别，或者填写身份证号。"),
            ("birth_date", "请填写出生日期或身份证号。"),
        ):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, words)
        if number and card and not card.startswith(number):
            self.add_error("card_number", "残疾人证号的前 18 位与身份证号不一致。")
        if card and values.get("tie") != Tie.DISABLED:
            self.add_error("tie", "填写了残疾人证号，关系应选“残疾人”。")
        return values

    def _agree(self, values, number):
        born, sex = birth_date_of(number), Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
        values["birth_date"], values["sex"] = values.get("birth_date") or born, values.get("sex") or sex
        if values["birth_date"] != born:
            self.add_error("birth_date", "出生日期与身份证号不一致，请核对。")
        if values["sex"] != sex:
            self.add_error("sex", "性别与身份证号不一致，请核对。")

    def facts(self):
        """Return the cleaned facts of the person, numbers as digests, fit for the services."""
        values = self.cleaned_data
        names = ("name", "sex", "birth_date", "education", "political", "tie", "work", "phone")
        kept = self.person
        card = digest(values["card_number"]) or (kept.card_digest if kept else "")
        return {name: values[name] for name in names} | {
            "id_digest": digest(values["id_number"]) or (kept.id_digest if kept else ""),
            "card_digest": card if values["tie"] == Tie.DISABLED else "",
        }
