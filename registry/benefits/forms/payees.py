"""Forms for payees whom the register did not know."""

from django import forms

from core.encryption import digest
from core.forms import WordedChoices
from orgs.fields import VillageField
from registry.benefits.choices import PayeeState
from registry.forms.identified import PRIVATE, number_field


class PayeeFilter(forms.Form):
    """The filters above the payees: those that wait where no state is asked for."""

    q = forms.CharField(label="身份证号", required=False)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "待处理"), *PayeeState.choices[1:], ("all", "全部")]
    )
    file = forms.CharField(required=False, widget=forms.HiddenInput())

    def apply(self, payees):
        """Return the payees that fit; nonsense is left out."""
        self.full_clean()
        values = self.cleaned_data
        if text := (values.get("q") or "").strip():
            payees = payees.filter(digest=digest(text.upper().replace(" ", "")))
        file = values.get("file") or ""
        if file.isascii() and file.isdigit() and len(file) < 18:
            payees = payees.filter(pk__in=payees.filter(payments__file=file).order_by().values("pk"))
        state = values.get("state") or PayeeState.OPEN
        return payees if state == "all" else payees.filter(state=state)


class RegisterForm(WordedChoices, forms.Form):
    """Where a payee is to be registered; name and number are those of the list."""

    unit = VillageField(label="户籍所在村（社区）", empty_label="请选择")
    phone = number_field("联系电话", required=False)
    address = forms.CharField(
        label="住址", required=False, max_length=200, widget=forms.TextInput(attrs=PRIVATE)
    )

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].open_to(scope)


class MatchForm(forms.Form):
    """Whom a mistyped number means."""

    id_number = number_field("登记表里的身份证号", help_text="填此人在登记表里的正确号码。")
    note = forms.CharField(label="依据", required=False, max_length=200)


class ElsewhereForm(forms.Form):
    """Why a payee is none of this county's."""

    note = forms.CharField(label="说明", max_length=200, help_text="如：户籍在邻县，由户籍地登记。")
