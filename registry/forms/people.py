from django import forms
from django.utils import timezone

from core.fields import DayField
from orgs.fields import VillageField
from registry.choices import ArchiveReason, CardState, Category, Grade
from registry.forms.identified import IdentifiedForm, number_field
from registry.identity import card_problems
from registry.models import Person
from registry.services.certificates import VALID_YEARS, current_certificate, expiry_of

PHOTO_MAX_BYTES = 2 * 1024 * 1024
PHOTO_MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# What a browser may not keep in a draft, besides the numbers: it names a person or a disability.
UNDRAFTED = (
    "name",
    "birth_date",
    "address",
    "card_category",
    "card_grade",
    "card_components",
    "guardian_name",
    "bank_name",
)
CARD_FIELDS = ("number", "category", "grade", "components", "issued_on", "expires_on", "state")


class PersonForm(IdentifiedForm):
    """Put a person on the register or change the entry, together with the current certificate."""

    SECTIONS = (
        ("身份和户籍", ("id_number", "birth_date", "sex", "name", "unit", "phone")),
        (
            "残疾人证",
            (
                "card_number", "card_category", "card_grade", "card_components", "card_issued_on",
                "card_expires_on", "card_state",
            ),
        ),
        ("居住和家庭", ("residence", "address", "household_number", "relation", "hukou")),
        ("生活状况", ("ethnicity", "education", "marriage", "employment", "subsistence")),
        ("监护人", ("guardian_name", "guardian_relation", "guardian_phone")),
        ("银行账户", ("bank_name", "bank_account")),
        ("照片和备注", ("photo", "note")),
    )  # fmt: skip
    FOLDED = ("居住和家庭", "生活状况", "监护人", "银行账户", "照片和备注")
    KEPT = (*IdentifiedForm.KEPT, "guardian_phone")

    unit = VillageField(label="户籍所在村（社区）", empty_label="请选择")
    residence = VillageField(
        label="现居住村（社区）",
        required=False,
        empty_label="同户籍所在",
        help_text="与户籍所在村（社区）相同可以留空。",
    )
    guardian_phone = number_field("监护人电话", required=False)
    card_number = number_field(
        "残疾人证号",
        required=False,
        help_text="20 位，补发的加 B1 等；没有办证可以留空。类别和等级可以不选，取自证号。",
    )
    card_category = forms.ChoiceField(
        label="残疾类别", required=False, choices=[("", "请选择"), *Category.choices]
    )
    card_grade = forms.ChoiceField(label="残疾等级", required=False, choices=[("", "请选择"), *Grade.choices])
    card_components = forms.CharField(
        label="多重残疾构成",
        required=False,
        max_length=60,
        help_text="多重残疾填写，如：视力一级、肢体三级。",
    )
    card_issued_on = DayField(label="发证日期", required=False)
    card_expires_on = DayField(
        label="有效期至", required=False, help_text=f"留空则为发证后 {VALID_YEARS} 年。"
    )
    card_state = forms.ChoiceField(label="证件状态", required=False, choices=CardState.choices[:3])

    class Meta:
        model = Person
        fields = (
            "name", "sex", "birth_date", "ethnicity", "id_number", "phone", "unit", "residence", "address",
            "household_number", "relation", "hukou", "education", "marriage", "employment", "subsistence",
            "guardian_name", "guardian_relation", "guardian_phone", "bank_name", "bank_account", "photo",
            "note",
        )  # fmt: skip
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "photo": forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
        }

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("unit", "residence"):
            self.fields[name].open_to(scope)
        for name in UNDRAFTED:
            self.fields[name].widget.attrs["data-private"] = True
        if self.instance.pk:
            self._fill_card(current_certificate(self.instance))

    def _fill_card(self, card):
        for name in CARD_FIELDS if card else ():
            self.initial.setdefault(f"card_{name}", getattr(card, name))
        if card:
            self.fields["card_number"].keep(card.number, card.masked_number)

    def clean_photo(self):
        photo = self.cleaned_data.get("photo")
        if photo and hasattr(photo, "content_type"):
            if photo.size > PHOTO_MAX_BYTES:
                raise forms.ValidationError("照片不能超过 2 MB，请缩小后再传。")
            start = photo.read(8)
            photo.seek(0)
            if not start.startswith(PHOTO_MARKS):
                raise forms.ValidationError("照片须是 JPG 或 PNG 图片。")
        return photo

    def clean(self):
        values = super().clean()
        self._clean_card(values)
        return values

    def _clean_card(self, values):
        number, category, grade = (values.get(f"card_{name}") for name in ("number", "category", "grade"))
        if not (number or category or grade):
            return
        if number:
            problems = card_problems(
                number, id_number=values.get("id_number", ""), category=category, grade=grade
            )
            for problem in problems:
                self.add_error("card_number", problem.message)
            if not problems:
                values["card_category"], values["card_grade"] = number[18], number[19]
        for name in ("category", "grade"):
            if not values.get(f"card_{name}"):
                self.add_error(f"card_{name}", "请选择。")
        issued, expires = values.get("card_issued_on"), values.get("card_expires_on")
        if issued and issued > timezone.localdate():
            self.add_error("card_issued_on", "发证日期不能晚于今天。")
        if issued and expires and expires <= issued:
            self.add_error("card_expires_on", "有效期须晚于发证日期。")

    def facts(self):
        """Return the cleaned values of the person, fit for the services."""
        facts = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if facts["photo"] is None:
            facts.pop("photo")
        return facts

    def card(self):
        """Return the cleaned values of the certificate, or None if there is none."""
        if not self.cleaned_data.get("card_category"):
            return None
        card = {name: self.cleaned_data[f"card_{name}"] for name in CARD_FIELDS}
        card["state"] = card["state"] or CardState.VALID
        card["expires_on"] = card["expires_on"] or expiry_of(card["issued_on"])
        return card


class ArchiveForm(forms.Form):
    """Why and when a person leaves the register."""

    reason = forms.ChoiceField(label="归档原因", choices=[("", "请选择"), *ArchiveReason.choices])
    on = DayField(label="发生日期")


class RevealForm(forms.Form):
    """The reason for which a sensitive value is shown in full."""

    reason = forms.CharField(
        label="查看事由",
        min_length=4,
        max_length=200,
        help_text="如：核对补贴发放账号。事由会记入审计日志。",
        error_messages={"min_length": "请写明事由，至少 4 个字。"},
    )
