from django import forms

from core.forms import Sectioned
from staff.choices import Encoding, FileFormat
from staff.models import BankLayout
from staff.pay.forms.settings import CountyForm
from staff.pay.layouts import FIELDS, FIXED, RETURN_KEYS, SHIPPED, column

BY_LABEL = {label: key for key, label in FIELDS.items() if key != FIXED}
COMMA = "、"


class LayoutForm(Sectioned, CountyForm):
    """A bank's layout: the columns as lines of 列名=内容, and the titles of its answer."""

    SECTIONS = (
        ("文件", ("county", "name", "file_format", "delimiter", "encoding", "has_header", "columns")),
        ("回盘", ("failures_only", "paid_words", *(f"return_{key}" for key in RETURN_KEYS))),
        ("其他", ("source", "is_used")),
    )

    name = forms.CharField(label="名称", max_length=60)
    file_format = forms.ChoiceField(label="文件类型", choices=FileFormat.choices)
    delimiter = forms.CharField(label="分隔符", max_length=1, initial="^", help_text="文本和 CSV 使用。")
    encoding = forms.ChoiceField(label="文字编码", choices=Encoding.choices)
    has_header = forms.BooleanField(label="第一行写列名", required=False, initial=True)
    columns = forms.CharField(label="列", widget=forms.Textarea(attrs={"rows": 14}))
    failures_only = forms.BooleanField(label="回盘只列失败的", required=False)
    paid_words = forms.CharField(label="表示已入账的词", max_length=200, initial=SHIPPED["paid_words"])
    source = forms.CharField(label="依据", max_length=200, required=False)
    is_used = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, *args, layout=None, **kwargs):
        self.layout = layout
        super().__init__(*args, **kwargs)
        known = COMMA.join(BY_LABEL)
        self.fields[
            "columns"
        ].help_text = (
            f"一行一列，写成“列名=内容”。内容可以是：{known}；别的文字照写，如“备注=残疾人专职委员工资”。"
        )
        for key, label in RETURN_KEYS.items():
            self.fields[f"return_{key}"] = forms.CharField(
                label=f"“{label}”可能的列名",
                max_length=200,
                initial=COMMA.join(SHIPPED["return_titles"][key]),
            )
        self.order_fields([name for _, names in self.SECTIONS for name in names])
        if layout is not None and layout.pk:
            self.fields["county"].disabled = True
            self._fill(layout)

    def _fill(self, layout):
        for name in ("name", "file_format", "delimiter", "encoding", "has_header", "failures_only",
                     "paid_words", "source", "is_used"):  # fmt: skip
            self.initial[name] = getattr(layout, name)
        self.initial["county"] = layout.unit_id
        self.initial["columns"] = "\n".join(
            f"{cell['title']}={cell['text'] if cell['field'] == FIXED else FIELDS[cell['field']]}"
            for cell in layout.columns
        )
        for key in RETURN_KEYS:
            self.initial[f"return_{key}"] = COMMA.join(layout.return_titles.get(key, ()))

    def clean_columns(self):
        """Return the columns as the layout keeps them."""
        cells = []
        for number, line in enumerate(self.cleaned_data["columns"].splitlines(), 1):
            if not line.strip():
                continue
            title, equals, told = line.partition("=")
            if not equals or not title.strip():
                raise forms.ValidationError(f"第 {number} 行“{line.strip()[:20]}”应写成“列名=内容”。")
            field = BY_LABEL.get(told.strip(), FIXED)
            cells.append(column(title.strip(), field, told.strip() if field == FIXED else ""))
        return cells

    def as_layout(self):
        """Return the layout that the form describes, unsaved."""
        facts = dict(self.cleaned_data)
        layout = self.layout or BankLayout()
        layout.unit = facts.pop("county")
        titles = {key: facts.pop(f"return_{key}") for key in RETURN_KEYS}
        layout.return_titles = {
            key: [title.strip() for title in text.replace("，", COMMA).split(COMMA) if title.strip()]
            for key, text in titles.items()
        }
        for name, value in facts.items():
            setattr(layout, name, value)
        return layout
