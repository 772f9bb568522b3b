"""What is asked when a case is started: one form for each kind."""

from django import forms
from django.utils import timezone

from core.fields import DayField
from orgs.fields import VillageField
from registry.certificates.choices import CancelReason, CaseKind
from registry.forms.identified import PRIVATE, number_field
from registry.identity import card_problems, id_problems

REASON = "事由会留在办理记录中。"


class StartForm(forms.Form):
    """The day of the application; kinds that ask for more inherit from it."""

    applied_on = DayField(label="申请日期", initial=timezone.localdate)
    note = forms.CharField(
        label="申请事由",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "data-private": True}),
    )

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, VillageField):
                field.open_to(scope)

    def facts(self):
        """Return the cleaned values, fit for the services."""
        return dict(self.cleaned_data)


class ReasonedForm(StartForm):
    """变更、冻结、解冻: nothing but the reason, which cannot be left out."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["note"].help_text = REASON


class LossForm(StartForm):
    """挂失补办."""

    happened_on = DayField(label="挂失日期", initial=timezone.localdate)
    field_order = ("happened_on", "applied_on", "note")


class CancelForm(StartForm):
    """注销."""

    reason = forms.ChoiceField(label="注销原因", choices=[("", "请选择"), *CancelReason.choices])
    happened_on = DayField(label="发生日期", help_text="死亡的填死亡日期，自愿注销的填申请日期。")
    field_order = ("reason", "happened_on", "applied_on", "note")


class MoveOutForm(StartForm):
    """迁出."""

    place = forms.CharField(
        label="迁往地", max_length=100, help_text="如：兰州市城关区。", widget=forms.TextInput(attrs=PRIVATE)
    )
    happened_on = DayField(label="迁出日期")
    field_order = ("place", "happened_on", "applied_on", "note")


class ReturnHomeForm(StartForm):
    """迁入 of somebody who is archived as moved out."""

    unit = VillageField(label="迁入村（社区）", empty_label="请选择")
    place = forms.CharField(
        label="迁出地", required=False, max_length=100, widget=forms.TextInput(attrs=PRIVATE)
    )
    field_order = ("unit", "place", "applied_on", "note")


PERSON_FORMS = {
    CaseKind.NEW: StartForm,
    CaseKind.RENEW: StartForm,
    CaseKind.CHANGE: ReasonedForm,
    CaseKind.REISSUE: LossForm,
    CaseKind.MOVE_IN: ReturnHomeForm,
    CaseKind.MOVE_OUT: MoveOutForm,
    CaseKind.FREEZE: ReasonedForm,
    CaseKind.UNFREEZE: ReasonedForm,
    CaseKind.CANCEL: CancelForm,
}


class NewcomerForm(StartForm):
    """新办 for somebody who is not on the register."""

    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput(attrs=PRIVATE))
    id_number = number_field("身份证号", help_text="18 位；空格、全角、小写 x 都可以。", is_key=True)
    unit = VillageField(label="户籍所在村（社区）", empty_label="请选择")
    phone = number_field("联系电话", required=False)
    address = forms.CharField(
        label="住址", required=False, max_length=200, widget=forms.TextInput(attrs=PRIVATE)
    )
    field_order = ("name", "id_number", "unit", "phone", "address", "applied_on", "note")

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())

    def clean_id_number(self):
        number = self.cleaned_data["id_number"]
        if problems := id_problems(number, today=timezone.localdate()):
            raise forms.ValidationError([problem.message for problem in problems])
        return number


class ArrivalForm(NewcomerForm):
    """迁入 of somebody who brings a certificate along; category and grade follow from its number."""

    place = forms.CharField(
        label="迁出地", max_length=100, help_text="如：兰州市城关区。", widget=forms.TextInput(attrs=PRIVATE)
    )
    card_number = number_field("原残疾人证号", help_text="20 位，补发的后加 B1 等；类别、等级取自证号。")
    components = forms.CharField(
        label="多重残疾构成",
        required=False,
        max_length=60,
        help_text="多重残疾填写，如：视力一级、肢体三级。",
        widget=forms.TextInput(attrs=PRIVATE),
    )
    issued_on = DayField(label="原证发证日期")
    expires_on = DayField(label="原证有效期至")
    field_order = (
        "name", "id_number", "unit", "phone", "address", "place", "card_number", "components", "issued_on",
        "expires_on", "applied_on", "note",
    )  # fmt: skip

    def clean(self):
        values = super().clean()
        number = values.get("card_number", "")
        if number:
            for problem in card_problems(number, id_number=values.get("id_number", "")):
                self.add_error("card_number", problem.message)
            values["category"], values["grade"] = number[18:19], number[19:20]
        issued, expires = values.get("issued_on"), values.get("expires_on")
        if issued and issued > timezone.localdate():
            self.add_error("issued_on", "发证日期不能晚于今天。")
        if issued and expires and expires <= issued:
            self.add_error("expires_on", "有效期须晚于发证日期。")
        return values


NEWCOMER_FORMS = {CaseKind.NEW: NewcomerForm, CaseKind.MOVE_IN: ArrivalForm}
