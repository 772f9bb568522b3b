"""Form fields that take what people really type."""

import unicodedata

from django import forms

from core.attachments import ACCEPTED, ACCEPTED_BY_BROWSERS, MAX_MB

DAY_FORMATS = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]


def plain(text):
    """Return the text in half width and upper case, without blanks, hyphens and leading quotes."""
    return unicodedata.normalize("NFKC", text).replace(" ", "").lstrip("'‘’`").replace("-", "").upper()


class DayField(forms.DateField):
    """A date in any of the spellings of the field: 2026-11-22, 2026.11.22, 20261122, 2026年11月22日."""

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", DAY_FORMATS)
        kwargs.setdefault("help_text", "如 2026-11-22、2026.11.22、20261122 或 2026年11月22日")
        kwargs.setdefault("error_messages", {"invalid": "日期不对，请按 2026-11-22 的样子填写。"})
        kwargs.setdefault("widget", forms.DateInput(format=DAY_FORMATS[0], attrs={"inputmode": "numeric"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(" ", "")
        return super().to_python(value)


class NumberTextField(forms.CharField):
    """A number kept as text (ID, card, phone, account); full width, blanks and quotes are forgiven."""

    def to_python(self, value):
        return plain(super().to_python(value) or "")


class KeptNumberField(NumberTextField):
    """A sensitive number in a form that changes a row: never shown, kept when left empty, cleared by 无.

    `kept` is the number that the row has; `hint` shows it masked.
    """

    CLEARING = "无"

    def keep(self, number, masked):
        """Remember the number that stands and say so in masked form."""
        self.kept = number
        if number:
            self.required = False
            self.help_text = f"现为 {masked}，不改请留空{'' if self.is_key else '，填“无”则清空'}。"

    def __init__(self, *, is_key=False, **kwargs):
        super().__init__(**kwargs)
        self.kept, self.is_key = "", is_key

    def prepare_value(self, value):
        return "" if value == self.kept else value

    def clean(self, value):
        if isinstance(value, str) and value.strip() == self.CLEARING and not self.is_key:
            return ""
        return super().clean(value) or self.kept


class AttachmentField(forms.FileField):
    """A file to be kept with something; its content is looked at by `core.attachments`.

    :param what: which files are meant, in words.
    """

    def __init__(self, *, what="照片、扫描件或表格", **kwargs):
        kwargs.setdefault("help_text", f"{what}：{ACCEPTED}，不超过 {MAX_MB} MB。")
        words = {"required": "请选择要上传的文件。", "empty": "这是空文件，请重新选择。"}
        kwargs.setdefault("error_messages", words)
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTED_BY_BROWSERS}))
        super().__init__(**kwargs)


class SeveralFiles(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class AttachmentsField(AttachmentField):
    """Several files to be kept at once; cleaned, it is a list of uploads.

    Empty files and files that are too large are left to whoever keeps them, so that each is told by name.
    """

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", SeveralFiles(attrs={"accept": ACCEPTED_BY_BROWSERS, "multiple": True}))
        kwargs.setdefault("allow_empty_file", True)
        super().__init__(**kwargs)
        self.help_text += "可以一次选多个。"

    def clean(self, data, initial=None):
        files = [one for one in data if one] if isinstance(data, list | tuple) else []
        if not files:
            return super().clean(None, initial) or []
        return [super(AttachmentsField, self).clean(one, initial) for one in files]
