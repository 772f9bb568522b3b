from django import forms

from core.attachments import MAX_MB, MB
from core.codes import LENGTH, CodeRefused, clean_code


class CodeForm(forms.Form):
    """The code that somebody reads off a paper."""

    code = forms.CharField(
        label="验真码", max_length=200,
        help_text=f"纸上二维码旁的 {LENGTH} 位编码，大小写、短横和空格都不影响。",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "请输入纸上二维码旁的 12 位验真码。"},
    )  # fmt: skip

    def clean_code(self):
        try:
            return clean_code(self.cleaned_data["code"])
        except CodeRefused as problem:
            raise forms.ValidationError(str(problem)) from problem


class FileForm(forms.Form):
    """The PDF whose copy is to be compared, and the code of the paper in hand. It is read once, not kept."""

    file = forms.FileField(
        label="PDF 文件", help_text=f"不超过 {MAX_MB} MB。只计算校验值，不保存文件。",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"required": "请选择要核对的 PDF 文件。", "empty": "这是空文件，请重新选择。"},
    )  # fmt: skip

    of = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def clean_of(self):
        try:
            return clean_code(self.cleaned_data["of"])
        except CodeRefused:
            return ""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_MB * MB:
            raise forms.ValidationError(f"文件超过 {MAX_MB} MB，请改为输入验真码。")
        if file.read(5) != b"%PDF-":
            raise forms.ValidationError("这不是 PDF 文件。请上传从本系统下载的 PDF 原件。")
        file.seek(0)
        return file
