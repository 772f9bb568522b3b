from django import forms
from django.utils import timezone

from core.fields import DayField
from reports.statistics.heads import LINES
from reports.statistics.models import StatisticalHead


class HeadForm(forms.ModelForm):
    """The lines over a statistical form, from a day on; a line left empty is not printed."""

    since = DayField(label="自何日起使用", help_text="此前生成的报表不变。")

    class Meta:
        model = StatisticalHead
        fields = (*LINES, "since")
        help_texts = {
            "form_number": "例如 残统年1表。本表没有的项目留空，纸上不印。",
            "approval_number": "例如 国统制〔2026〕57号。",
            "valid_until": "例如 2027年12月。",
        }

    def __init__(self, *args, head=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {name: getattr(head, name) for name in LINES} if head is not None else {}
        self.fields["since"].initial = timezone.localdate().isoformat()

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words."""
