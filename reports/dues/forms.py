from django import forms
from django.utils import timezone

from core.fields import DayField
from reports.dues.days import NoSuchDay, days_from, days_in_words
from reports.dues.models import AHEAD, DueRule


class YearDaysField(forms.CharField):
    """Days of a year as people write them."""

    def __init__(self, **kwargs):
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("help_text", "如 6月30日、12月31日 或 每月25日。留空为不按日期要。")
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return days_in_words(value) if isinstance(value, list | tuple) and value else value or ""

    def clean(self, value):
        try:
            return days_from(super().clean(value))
        except NoSuchDay as problem:
            raise forms.ValidationError(str(problem)) from problem


class DueRuleForm(forms.ModelForm):
    """When one thing of the catalogue has to be handed in, from a day on."""

    days = YearDaysField(label="县（区）何时要交")
    township_days = YearDaysField(label="乡镇（街道）何时要交")
    since = DayField(label="自何日起执行")

    class Meta:
        model = DueRule
        fields = ("days", "township_days", "ahead", "since")

    def __init__(self, *args, entry, rule=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {
            "days": rule.days if rule else entry.due,
            "township_days": rule.township_days if rule else entry.due_below,
            "ahead": rule.ahead if rule else AHEAD,
        }
        self.fields["since"].initial = timezone.localdate().isoformat()

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words."""
