"""What a list holds and how it was narrowed, in words that anybody may read: nobody's name, no number."""

from datetime import date

from django import forms

from orgs.models import Unit

HIDDEN = "已填写（内容不在此显示）"
TURNING = {"page", "size", "sort", "as"}  # of an address: how the list is laid out, not what is in it
NAME = "姓名"
KINDS = (  # what a head of a column speaks of → what it is called here
    (("身份证",), "身份证号"),
    (("残疾人证", "残疾证", "证号"), "残疾人证号"),
    (("类别", "等级", "残疾"), "残疾类别和等级"),
    (("电话", "手机", "联系方式"), "联系电话"),
    (("账号", "账户", "银行", "开户"), "银行账号"),
    (("住址", "地址"), "住址"),
    (("低保", "特困", "收入", "贫困", "补贴", "金额", "待遇"), "经济状况和补贴"),
    (("健康", "康复", "疾病", "医"), "健康和康复"),
    (("监护人", "家庭", "户主"), "家庭和监护人"),
)


def kinds_of(fields):
    """Return in words which kinds of values a file with these columns (or words) holds."""
    titles = [field if isinstance(field, str) else str(field.title) for field in fields]
    found = [kind for words, kind in KINDS if any(word in title for title in titles for word in words)]
    return "、".join([NAME, *found])


def filters_of(form, query):
    """Return [(label, what was chosen)] of a filter form, or how many conditions if there is none to ask."""
    if not isinstance(form, forms.BaseForm) or not hasattr(form, "cleaned_data"):
        number = len([name for name, value in query.items() if value and name not in TURNING])
        return [("筛选条件", f"{number} 项（这份名单列不出内容）")] if number else []
    given = form.cleaned_data
    said = [(_label(form, name), _said(field, given.get(name))) for name, field in form.fields.items()]
    return [(label, text) for label, text in said if text]


def _label(form, name):
    field = form.fields[name]
    if field.label:
        return str(field.label)
    return "单位" if isinstance(form.cleaned_data.get(name), Unit) else form[name].label


def _said(field, value):
    if value in (None, "", False) or (isinstance(value, (list, tuple)) and not value):
        return ""
    if isinstance(value, Unit):
        return value.name
    if isinstance(value, bool):
        return "是"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        return _label_of(field, value)
    if isinstance(field, (forms.IntegerField, forms.DecimalField)):
        return str(value)
    if isinstance(field, forms.ModelChoiceField) and not hasattr(value, "id_digest"):
        return str(value)
    return HIDDEN


def _label_of(field, value):
    wanted = {str(each) for each in value} if isinstance(value, (list, tuple)) else {str(value)}
    flat = []
    for key, label in field.choices:
        flat.extend(label if isinstance(label, (list, tuple)) else [(key, label)])
    return "、".join(str(label) for key, label in flat if str(key) in wanted) or HIDDEN
