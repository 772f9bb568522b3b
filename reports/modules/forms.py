from django import forms

from core.permissions import Permission
from orgs.models import Unit
from orgs.selectors import unit_choices
from reports.kinds import KINDS
from reports.modules.models import TextModule
from reports.modules.sections import HEADINGS, Section

LEVELS = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)


class ModuleForm(forms.ModelForm):
    """A text module: what it says, where it goes, from when to when. Units are those of `user`."""

    field_order = [
        "unit", "name", "text", "kinds", "section", "where", "order", "since", "until", "is_on",
        "is_handed_down",
    ]  # fmt: skip

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label="请选择单位")
    kinds = forms.MultipleChoiceField(label="用于", widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = TextModule
        fields = (
            "name", "text", "section", "where", "order", "since", "until", "is_on", "is_handed_down",
        )  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "text": "一行一段。要用数字的地方写【名称】，名称照编辑稿子时括号里的写，例如【登记残疾人】；"
            "生成时换成当时的数。取不到数的一段不放进去。",
            "is_handed_down": "乡镇（街道）的同一种报表也放这一段。",
            "since": "不填为一直使用。",
        }

    def __init__(self, *args, user, **kwargs):
        module = kwargs.get("instance")
        if module is not None:
            kwargs["initial"] = {"kinds": module.kinds, "unit": module.unit_id}
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = unit_choices(user.scope_of(Permission.REPORT_MANAGE), levels=LEVELS)
        self.fields["section"].choices = [("", "请选择"), *Section.choices]
        self.fields["kinds"].choices = [(code, KINDS[code].name) for code in HEADINGS]
        if module is not None:
            del self.fields["unit"]

    def _post_clean(self):
        """Leave the checks of the row to the service and the database."""

    def facts(self):
        """Return what is to be kept."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "kinds")}

    def clean(self):
        facts = super().clean()
        first, last = facts.get("since"), facts.get("until")
        if first and last and last < first:
            self.add_error("until", "停用日期不能早于起用日期。")
        return facts
