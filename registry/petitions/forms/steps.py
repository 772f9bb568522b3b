"""One form for each step of a petition."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.models import Posting, User
from accounts.roles import PERMISSIONS
from core.fields import DayField
from core.forms import WordedChoices
from core.permissions import Permission
from registry.petitions.choices import Outcome, Satisfaction, State, Step
from registry.petitions.forms.cases import UnitField
from registry.petitions.selectors.cases import transfer_targets
from registry.petitions.selectors.rules import rule_of

HANDLING_ROLES = [role for role, held in PERMISSIONS.items() if Permission.PETITION_EDIT in held]


def _text(label, help_text="", *, required=True, rows=4):
    widget = forms.Textarea(attrs={"rows": rows, "data-private": True})
    return forms.CharField(
        label=label, help_text=help_text, required=required, widget=widget, max_length=5000
    )


class StepForm(WordedChoices, forms.Form):
    """What every step has: the day."""

    on = DayField(label="日期")

    def __init__(self, *args, petition, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.petition, self.user = petition, user
        self.fields["on"].initial = timezone.localdate().isoformat()


class AcceptForm(StepForm):
    on = DayField(label="受理日期")
    handler = forms.ModelChoiceField(label="经办人", queryset=User.objects.none(), empty_label=None)
    text = _text("告知情况", "如：已当面书面告知受理。", required=False, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["handler"]
        field.queryset = handlers_at(self.petition.handler_unit, self.user)
        field.initial = self.user.pk


class RefuseForm(StepForm):
    on = DayField(label="告知日期")
    text = _text("不予受理的理由", "会告知信访人，如：属于司法机关职权范围，请向人民法院提出。")


class TransferForm(StepForm):
    on = DayField(label="转送日期")
    to_unit = UnitField(label="转往单位", help_text="转送后两个单位都能看到本件，由转往单位决定是否受理。")
    text = _text("转送说明", required=False, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].offer(
            transfer_targets(self.petition, self.user.scope_of(Permission.PETITION_EDIT))
        )


class ProgressForm(StepForm):
    text = _text("办理情况", "如：已入户核实，补贴于三月停发，正与民政核对。")


class ExtendForm(StepForm):
    on = DayField(label="批准日期")
    days = forms.IntegerField(label="延期天数", min_value=1, widget=forms.NumberInput(attrs={"min": 1}))
    text = _text("延期理由", "经单位负责人批准，并告知信访人。", rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rule = rule_of(self.petition.county, self.petition.category, self.petition.decided_on)
        most = rule.deadline.extend_days
        self.fields["days"].max_value = most
        self.fields["days"].help_text = f"最多 {most} 天，只能延期一次。"


class SuperviseForm(StepForm):
    on = DayField(label="督办日期")
    text = _text("督办意见", "承办单位会在本件上看到。")


class ReplyForm(StepForm):
    on = DayField(label="答复日期")
    reply_number = forms.CharField(
        label="答复文号",
        required=False,
        max_length=60,
        help_text="没有文号可以留空，如：会残信复〔2026〕3号。",
    )
    text = _text("答复内容", "写给信访人，原样印在答复书上；分段请换行。", rows=8)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = self.petition.reply
        self.fields["reply_number"].initial = self.petition.reply_number


class SettleForm(StepForm):
    on = DayField(label="办结日期")
    outcome = forms.ChoiceField(label="办理结果", choices=Outcome.choices, widget=forms.RadioSelect)
    satisfaction = forms.ChoiceField(
        label="信访人是否满意", choices=Satisfaction.choices, widget=forms.RadioSelect
    )
    text = _text("备注", required=False, rows=3)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.petition.state == State.ACCEPTED:
            self.fields["outcome"].choices = [(Outcome.WITHDRAWN, Outcome.WITHDRAWN.label)]
            self.fields["outcome"].initial = Outcome.WITHDRAWN
            self.fields["outcome"].help_text = "还没有答复，只能因信访人撤回而办结；其他结果请先答复。"


class ReopenForm(StepForm):
    text = _text("重新办理的理由")


FORMS = {
    Step.ACCEPT: AcceptForm,
    Step.REFUSE: RefuseForm,
    Step.TRANSFER: TransferForm,
    Step.PROGRESS: ProgressForm,
    Step.EXTEND: ExtendForm,
    Step.SUPERVISE: SuperviseForm,
    Step.REPLY: ReplyForm,
    Step.SETTLE: SettleForm,
    Step.REOPEN: ReopenForm,
}


def handlers_at(unit, user):
    """Return who may be named as handler: those posted to the unit itself who may edit, and the actor."""
    scope = user.scope_of(Permission.PETITION_EDIT)
    posted = Posting.objects.within(scope).in_force().filter(unit=unit, role__in=HANDLING_ROLES)
    chosen = Q(pk__in=posted.values("user")) | Q(pk=user.pk)
    return User.objects.within(scope).filter(chosen, is_active=True).order_by("full_name", "pk")
