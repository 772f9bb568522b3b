from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from core.fields import DayField
from core.forms import WordedChoices
from registry.certificates.models import CertificateRule

MOST = {"valid_years": 30}
MOST_DAYS = 365


class RuleForm(WordedChoices, forms.ModelForm):
    """The figures of a county from a day on."""

    since = DayField(label="自何日起执行", help_text="此前申请的业务仍按原来的规定办理。")

    class Meta:
        model = CertificateRule
        fields = (
            "valid_years", "assess_days", "notice_days", "review_days", "issue_days", "source", "since",
        )  # fmt: skip
        help_texts = {
            "valid_years": "《残疾人证管理办法》规定为 10 年。",
            "assess_days": "自受理之日起，多少个工作日内应有评定结果。",
            "notice_days": "在村（社区）公示多少个工作日；办法规定为 5 个。",
            "review_days": "公示期满后，县残联多少个工作日内审核；办法规定为 10 个。",
            "issue_days": "审核通过后，多少个工作日内制发。",
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

    def _post_clean(self):
        """Leave the checks to the service, which refuses in better words."""
