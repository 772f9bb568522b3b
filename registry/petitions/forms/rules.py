from django import forms
from django.core.validators import MinValueValidator
from django.utils import timezone

from core.fields import DayField
from core.forms import WordedChoices
from registry.models import PetitionRule


class RuleForm(WordedChoices, forms.ModelForm):
    """A category and its deadlines, from a day on."""

    since = DayField(label="自何日起执行", help_text="已经登记的信访件仍按原来的期限。")

    class Meta:
        model = PetitionRule
        fields = (
            "name", "accept_days", "settle_days", "extend_days", "remind_days", "counting", "source", "since",
            "is_offered",
        )  # fmt: skip
        help_texts = {
            "accept_days": "自登记或收到转送之日起，多少天内告知信访人是否受理。",
            "settle_days": "自受理之日起，多少天内办结。",
            "extend_days": "情况复杂时经批准最多延长多少天。",
            "remind_days": "到期前多少天起在列表和工作台提醒。",
            "is_offered": "不勾选的，登记时不再出现；已登记的不受影响。",
        }

    def __init__(self, *args, rule=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate().isoformat()
        for name in ("accept_days", "settle_days", "extend_days", "remind_days"):
            least = 0 if name in ("extend_days", "remind_days") else 1
            self.fields[name].validators.append(MinValueValidator(least))
            self.fields[name].widget.attrs |= {"min": least, "inputmode": "numeric"}
        if rule is not None:
            self.initial |= {"name": rule.name, "is_offered": rule.is_offered, **vars(rule.deadline)}

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words."""
