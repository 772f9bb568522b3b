from django import forms
from django.utils import timezone

from core.fields import DayField
from staff.models import NumberRule


class NumberRuleForm(forms.ModelForm):
    """How the numbers of one kind are written from a day on."""

    since = DayField(label="自何日起", help_text="本年的顺序号接着往下排，不会重号。")

    class Meta:
        model = NumberRule
        fields = ("since", "prefix", "with_code", "digits", "source")

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("prefix", "with_code", "digits"):
            self.fields[name].initial = self.initial[name] = getattr(rule, name)
        self.initial["since"] = timezone.localdate()

    def _post_clean(self):
        """Leave the constraints to the service; the validators of the fields have spoken."""
