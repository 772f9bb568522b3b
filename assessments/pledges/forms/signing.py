"""The signed paper comes back; a county words its pledges."""

from django import forms
from django.utils import timezone

from assessments.pledges.wording import LONGEST, TABLE, Wording, known_places
from core.attachments import MAX_MB
from core.fields import AttachmentField, DayField

SCANS = f"照片（jpg、png、webp）或 pdf，不超过 {MAX_MB} MB。"


class SignForm(forms.Form):
    """When a pledge was signed, by whom, and the scan of the paper."""

    signed_on = DayField(label="签订日期")
    first_signatory = forms.CharField(label="甲方签字人", max_length=30)
    second_signatory = forms.CharField(label="乙方签字人", max_length=30)
    file = AttachmentField(label="签字盖章的扫描件", help_text=SCANS)


class ScanForm(forms.Form):
    """Another page of the signed paper."""

    file = AttachmentField(label="补充扫描件", help_text=SCANS)


class UploadForm(forms.Form):
    """A workbook of targets."""

    file = forms.FileField(
        label="填好的指标表",
        help_text="xlsx、xls 或 csv 文件。",
        error_messages={"required": "请选择要上传的文件。", "empty": "这是空文件，请重新选择。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )


class TextForm(forms.Form):
    """A county's own wording, from a day on."""

    title = forms.CharField(label="标题", max_length=60)
    body = forms.CharField(
        label="正文",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=(
            f"每段一行，“一、”开头的是小标题；“{TABLE}”单独占一行，指标表印在这里。可用的占位：{known_places()}。"
        ),
    )
    since = DayField(label="自何日起使用", help_text="已经下达的责任书不受影响。")

    def __init__(self, *args, wording, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {
            "title": wording.title, "body": wording.body, "since": timezone.localdate().isoformat(),
        }  # fmt: skip

    @property
    def wording(self):
        """Return the `Wording` that was typed."""
        return Wording(self.cleaned_data["title"], self.cleaned_data["body"])
