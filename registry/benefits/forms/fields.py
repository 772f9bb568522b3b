import unicodedata

from django import forms

MONTH_FORMATS = ["%Y-%m", "%Y.%m", "%Y/%m", "%Y%m", "%Y年%m月", "%Y-%m-%d"]


class MonthField(forms.DateField):
    """A month in any of the spellings of the field: 2026-11, 2026.11, 202611, 2026年11月; its first day."""

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", MONTH_FORMATS)
        kwargs.setdefault("help_text", "如 2026-11 或 2026年11月")
        kwargs.setdefault("error_messages", {"invalid": "月份不对，请按 2026-11 的样子填写。"})
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m", attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(" ", "")
        day = super().to_python(value)
        return day and day.replace(day=1)
