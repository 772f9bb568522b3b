from django import forms
from django.utils import timezone

from core.fields import DayField
from orgs.filters import UnitPlaceFilter
from staff.forms.posts import post_name
from staff.life.choices import HANDED_OVER, WARNINGS, AlertKind
from staff.life.models import AlertRule
from staff.models import Post
from staff.selectors.posts import vacant_posts

ALL = [("", "全部")]


def text_field(label, *, required=True, help_text=""):
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, required=required, max_length=1000, widget=widget, help_text=help_text
    )


class RenewForm(forms.Form):
    """The new term of a contract."""

    on = DayField(label="续聘日期")
    contract_until = DayField(label="合同期至")
    contract_number = forms.CharField(
        label="聘用合同号", required=False, max_length=60, help_text="不变的留空。"
    )
    text = text_field("说明", required=False, help_text="如：年度考核合格。")


class TransferForm(forms.Form):
    """To which vacant post somebody moves."""

    post = forms.ModelChoiceField(
        label="新岗位", queryset=Post.objects.none(), empty_label="请选择", help_text="只列出空缺的岗位。"
    )
    on = DayField(label="到新岗日期", help_text="前一天为原岗位的离岗日期。")
    text = text_field("理由", required=False)

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        posts = vacant_posts(scope, timezone.localdate()).filter(abolished_on=None)
        self.fields["post"].queryset = posts.order_by("unit__path", "pk")
        self.fields["post"].label_from_instance = post_name


class WarnForm(forms.Form):
    """A talk, or a demand to mend by a day."""

    kind = forms.ChoiceField(
        label="方式", choices=[(kind.value, kind.label) for kind in WARNINGS], widget=forms.RadioSelect
    )
    on = DayField(label="日期")
    text = text_field("事由和要求")
    due_on = DayField(label="整改期限", required=False, help_text="限期整改的必填。")


class AcceptForm(forms.Form):
    """What came of a demand to mend."""

    done_on = DayField(label="验收日期")
    result = forms.CharField(label="验收结果", max_length=200, help_text="如：已整改到位。")


class HandOverForm(forms.Form):
    """What is handed over, one thing a line, and to whom."""

    on = DayField(label="移交日期")
    items = forms.CharField(
        label="移交清单", widget=forms.Textarea(attrs={"rows": 7}), max_length=4000, help_text="每行一项。"
    )
    receiver = forms.CharField(label="接收人", max_length=60)
    witness = forms.CharField(label="监交人", required=False, max_length=60)
    note = forms.CharField(label="备注", required=False, max_length=200)

    def __init__(self, *args, hand_over=None, **kwargs):
        super().__init__(*args, **kwargs)
        if hand_over is None:
            self.initial |= {"on": timezone.localdate(), "items": "\n".join(HANDED_OVER)}
            return
        names = ("on", "receiver", "witness", "note")
        self.initial |= {name: getattr(hand_over, name) for name in names}
        self.initial["items"] = "\n".join(hand_over.items)

    def clean_items(self):
        return lines_of(self.cleaned_data["items"])


class AlertFilter(UnitPlaceFilter):
    """Filters of the list of alerts."""

    kind = forms.ChoiceField(label="提醒", required=False, choices=[*ALL, *AlertKind.choices])
    field_order = ("township", "kind", "unit")

    def keep_alerts(self, alerts):
        """Return the alerts of the chosen kind."""
        kind = self.chosen("kind")
        return [alert for alert in alerts if alert.kind == kind] if kind else alerts


class AlertRuleForm(forms.ModelForm):
    """How many days ahead a county wants to be told."""

    since = DayField(label="自何日起")

    class Meta:
        model = AlertRule
        fields = ("since", "contract_days", "age_days", "card_days")

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("contract_days", "age_days", "card_days"):
            self.initial[name] = getattr(rule, name)
        self.initial["since"] = timezone.localdate()

    def _post_clean(self):
        """Leave the constraints to the service; the validators of the fields have spoken."""


def lines_of(text):
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
