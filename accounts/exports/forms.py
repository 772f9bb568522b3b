from django import forms
from django.utils import timezone

from accounts.exports.choices import Purpose
from core.fields import DayField

LEAST_REASON = 10  # signs: enough for who wants what, too long for 工作需要
SHOWN = [("mine", "我的申请"), ("decide", "待我审批"), ("all", "全部申请")]


class RequestForm(forms.Form):
    """Why a list is taken out, and for whom."""

    token = forms.CharField(widget=forms.HiddenInput)
    purpose = forms.ChoiceField(label="用途", choices=[("", "请选择"), *Purpose.choices])
    reason = forms.CharField(
        label="事由", min_length=LEAST_REASON, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"写明依据哪份通知、办什么事，至少 {LEAST_REASON} 个字。请不要写个人的姓名和证件号码。",
        error_messages={"min_length": f"事由太短，请至少写 {LEAST_REASON} 个字，让审批人知道要办什么事。"},
    )  # fmt: skip
    recipient = forms.CharField(
        label="提供给谁", max_length=100,
        help_text="接收的单位或岗位，如：县民政局社会救助股；自用请写本单位。",
    )  # fmt: skip


class DecisionForm(forms.Form):
    word = forms.CharField(
        label="审批意见", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意时必须写明原因，申请人会看到。",
    )  # fmt: skip


class RevokeForm(forms.Form):
    word = forms.CharField(label="收回原因", max_length=300, help_text="申请人会看到。")


class RuleForm(forms.Form):
    """The limits of a place from a day on."""

    free_rows = forms.IntegerField(
        label="免审批的人数上限", min_value=1, max_value=100_000,
        help_text="一次导出不超过这么多人的，不用审批。",
    )  # fmt: skip
    valid_days = forms.IntegerField(label="同意后有效天数", min_value=1, max_value=90)
    downloads = forms.IntegerField(label="每次同意可下载次数", min_value=1, max_value=20)
    growth_percent = forms.IntegerField(
        label="名单可增长的百分比", min_value=0, max_value=100,
        help_text="下载时的人数比申请时多出的部分不超过这个比例的，不用重新申请。",
    )  # fmt: skip
    small_needs_reason = forms.BooleanField(
        label="上限以内的名单也须先登记事由", required=False,
        help_text="登记后即可导出，不用审批；一个人的材料不在其内。",
    )  # fmt: skip
    since = DayField(label="自何日起执行")

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.initial = timezone.localdate().isoformat() if name == "since" else getattr(rule, name)
