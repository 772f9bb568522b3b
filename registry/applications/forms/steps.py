"""One form for each kind of step, and those of the notices."""

from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import CHOOSE, WordedChoices
from registry.applications.choices import DeliveryWay, StepKind
from registry.applications.selectors.applications import verdicts_of
from registry.applications.selectors.benefits import kind_of, proposed, tiers_of
from registry.forms.identified import number_field
from registry.models import Application

HEADS = {"min": 0, "inputmode": "numeric"}


def _text(label, help_text="", *, required=True, rows=3):
    widget = forms.Textarea(attrs={"rows": rows, "data-private": True})
    return forms.CharField(
        label=label, help_text=help_text, required=required, widget=widget, max_length=2000
    )


def _heads(label):
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=9999, widget=forms.NumberInput(attrs=HEADS)
    )


class StepForm(WordedChoices, forms.Form):
    """What every step has: the verdict, the day and the opinion."""

    at_step = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label="结论", widget=forms.RadioSelect)
    on = DayField(label="办理日期")
    text = _text("意见", "退回和不予通过的必须写明理由；不予通过的理由会写入告知书。", required=False)

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        self.application = application
        self.fields["at_step"].initial = application.step_number
        self.fields["on"].initial = timezone.localdate().isoformat()
        self.fields["verdict"].choices = verdicts_of(application)
        self.order_fields([name for name in self.fields if name not in LAST])


LAST = ("verdict", "on", "text")


class AssessForm(StepForm):
    due = _heads("应到人数")
    present = _heads("到会人数")
    agree = _heads("同意票数")
    against = _heads("反对票数")
    abstain = _heads("弃权票数")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "评议日期"
        procedure = self.application.procedure
        self.fields["present"].help_text = f"须超过应到人数的 {procedure.quorum_percent}%。"
        self.fields["agree"].help_text = f"须超过到会人数的 {procedure.majority_percent}% 才能通过。"


class CheckForm(StepForm):
    visited_on = DayField(label="入户核查日期", required=False)
    first = forms.CharField(label="调查人一", required=False, max_length=30)
    second = forms.CharField(label="调查人二", required=False, max_length=30)
    findings = _text("核查情况", "家庭成员、收入、财产和实际生活状况。", required=False, rows=4)


class DecideForm(StepForm):
    tier = forms.ChoiceField(label="档次", required=False)
    persons = _heads("保障人数")
    amount = forms.DecimalField(
        label="月标准（元）", required=False, max_digits=9, decimal_places=2,
        widget=forms.NumberInput(attrs={"min": 0, "step": "0.01", "inputmode": "decimal"}),
    )  # fmt: skip
    first_month = DayField(
        label="起始月份", required=False, help_text="填该月任意一天；自递交申请当月起计发，不能早于申请当月。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        one = self.application
        kind = kind_of(one, one.applied_on)
        tiers = tiers_of(kind, one.applied_on) if kind else {}
        worded = [(tier, f"{tier}（{row.amount:,.2f} 元）") for tier, row in tiers.items()]
        self.fields["tier"].choices = [("", CHOOSE), *worded]
        if kind is None or not kind.is_household:
            del self.fields["persons"]
        else:
            self.fields["amount"].help_text = "按户享受：填全户每月合计。"
        guess = proposed(one)
        if one.amount is not None:  # decided before, and sent back since
            guess = {"tier": one.tier, "amount": one.amount, "persons": one.persons}
        for name in guess.keys() & self.fields.keys():
            self.fields[name].initial = guess[name]
        month = one.first_month or one.applied_on.replace(day=1)
        self.fields["first_month"].initial = month.isoformat()


FORMS = {StepKind.ASSESS: AssessForm, StepKind.CHECK: CheckForm, StepKind.DECIDE: DecideForm}


def form_of(application):
    """Return the form class of the present step."""
    return FORMS.get(application.step_kind, StepForm)


class WithdrawForm(forms.Form):
    """The applicant takes the application back."""

    on = DayField(label="撤回日期")
    text = _text("撤回的原因", "如：申请人书面撤回。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate().isoformat()


class DeliveryForm(forms.Form):
    """How the paper with the result reached the applicant."""

    on = DayField(label="送达日期")
    way = forms.ChoiceField(label="送达方式", choices=DeliveryWay.choices, widget=forms.RadioSelect)
    received_by = forms.CharField(label="签收人", required=False, max_length=60)
    text = _text(
        "说明", "代领的写明与申请人的关系，邮寄的写明单号，留置送达的写明拒收情况和见证人。", required=False
    )

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate().isoformat()
        self.fields["way"].initial = DeliveryWay.IN_PERSON
        self.fields["received_by"].initial = application.applicant_name
        self.fields["received_by"].widget.attrs |= {"data-private": True, "autocomplete": "off"}


class NoticeForm(forms.Form):
    """A notice for some of the applications that wait for it at a unit."""

    applications = forms.ModelMultipleChoiceField(
        Application.objects.none(), error_messages={"required": "请勾选要公示的申请。"}
    )
    first_day = DayField(label="张榜日期", help_text="当天不计入公示期，自次日起算。")
    place = forms.CharField(label="公示地点", max_length=120, help_text="如：村委会公示栏、政务公开栏。")
    hotline = forms.CharField(
        label="监督电话", required=False, max_length=40, help_text="印在公示上，供群众反映异议。"
    )

    def __init__(self, *args, applications, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["applications"].queryset = applications
        self.fields["first_day"].initial = timezone.localdate().isoformat()


class ObjectionForm(forms.Form):
    """Somebody objects to what hangs out."""

    raised_on = DayField(label="提出日期")
    who = forms.CharField(label="提出人", required=False, max_length=60, help_text="匿名的留空。")
    phone = number_field("提出人电话", required=False)
    matter = _text("异议内容")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["raised_on"].initial = timezone.localdate().isoformat()
        self.fields["who"].widget.attrs |= {"data-private": True, "autocomplete": "off"}


class SettleForm(forms.Form):
    """What was found about an objection."""

    settled_on = DayField(label="答复日期")
    is_upheld = forms.TypedChoiceField(
        label="核查结论", choices=[("no", "异议不成立"), ("yes", "异议成立")], widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    settlement = _text("核查结果和答复", "如何核查、如何答复提出人。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["settled_on"].initial = timezone.localdate().isoformat()
