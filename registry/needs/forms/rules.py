from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from core.fields import DayField
from core.forms import WordedChoices
from registry.needs.models import Need, NeedRule

MOST_DAYS = 730
MOST_ITEMS = 40
LONGEST_ITEM = Need._meta.get_field("item").max_length


class ItemsField(forms.CharField):
    """The concrete needs of a kind, one in a line."""

    widget = forms.Textarea(attrs={"rows": 12})

    def prepare_value(self, value):
        return value if isinstance(value, str) else "\n".join(value or ())

    def to_python(self, value):
        lines = [line.strip() for line in super().to_python(value).splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value):
        super().validate(value)
        if len(value) > MOST_ITEMS:
            raise forms.ValidationError(f"最多 {MOST_ITEMS} 项，现在有 {len(value)} 项。")
        for number, line in enumerate(value, start=1):
            if len(line) > LONGEST_ITEM:
                raise forms.ValidationError(f"第 {number} 项“{line[:10]}…”超过 {LONGEST_ITEM} 个字。")
            if ":" in line:
                raise forms.ValidationError(f"第 {number} 项“{line}”里有半角冒号，请改用全角冒号。")

    def run_validators(self, value):
        """Leave out what is meant for one text."""


class RuleForm(WordedChoices, forms.ModelForm):
    """How a kind of need is dealt with from a day on."""

    items = ItemsField(label="具体需求", help_text="每行一项，登记需求时从中选择。已登记的需求不受影响。")
    since = DayField(label="自何日起执行", help_text="此前登记的需求仍按原来的期限办理。")

    class Meta:
        model = NeedRule
        fields = ("days", "department", "items", "source", "since")
        help_texts = {
            "days": "自登记之日起，超过多少天还没有办结算作超期。",
            "department": "转介时先填上的单位，可以留空。",
            "source": "写明文件名称和文号，或“县残联决定”。",
        }

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate().isoformat()
        days = self.fields["days"]
        days.validators += [MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
        days.widget.attrs |= {"min": 1, "max": MOST_DAYS, "inputmode": "numeric"}
        for name in ("days", "department", "items"):
            self.fields[name].initial = getattr(kind, name)

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words."""
