import re
import unicodedata

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from core.fields import DayField
from core.forms import WordedChoices
from registry.certificates.models import CertificateRule

MOST = {"valid_years": 30}
MOST_DAYS = 365
MOST_AHEAD, MOST_STAGES = 730, 6


class RuleForm(WordedChoices, forms.ModelForm):
    """The figures of a county from a day on."""

    since = DayField(label="自何日起执行", help_text="此前申请的业务仍按原来的规定办理。")

    class Meta:
        model = CertificateRule
        fields = (
            "valid_years", "assess_days", "notice_days", "review_days", "issue_days", "expiry_days",
            "source", "since",
        )  # fmt: skip
        help_texts = {
            "valid_years": "《残疾人证管理办法》规定为 10 年。",
            "assess_days": "自受理之日起，多少个工作日内应有评定结果。",
            "notice_days": "在村（社区）公示多少个工作日；办法规定为 5 个。",
            "review_days": "公示期满后，县残联多少个工作日内审核；办法规定为 10 个。",
            "issue_days": "审核通过后，多少个工作日内制发。",
            "expiry_days": "如 90、60、30；到期换领名单和工作台按这几档提醒。",
            "source": "写明文件名称和文号。",
        }

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate().isoformat()
        for name in ("valid_years", "assess_days", "notice_days", "review_days", "issue_days"):
            field, most = self.fields[name], MOST.get(name, MOST_DAYS)
            field.validators += [MinValueValidator(1), MaxValueValidator(most)]
            field.widget.attrs |= {"min": 1, "max": most, "inputmode": "numeric"}
            field.initial = getattr(rule, name)
        self.fields["expiry_days"].initial = "、".join(map(str, reversed(rule.stages)))

    def clean_expiry_days(self):
        """Return the stages as the row keeps them: 30,60,90."""
        words = re.split(
            r"[、，,；; /]+", unicodedata.normalize("NFKC", self.cleaned_data["expiry_days"]).strip()
        )
        if not all(word.isascii() and word.isdigit() and 1 <= len(word) <= 3 for word in words):
            raise forms.ValidationError("请填天数，用顿号分开，如 90、60、30。")
        days = sorted({int(word) for word in words})
        if days[0] < 1 or days[-1] > MOST_AHEAD or len(days) > MOST_STAGES:
            raise forms.ValidationError(f"最多 {MOST_STAGES} 档，每档 1 至 {MOST_AHEAD} 天。")
        return ",".join(map(str, days))

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words."""
