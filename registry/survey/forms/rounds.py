"""Forms of who prepares a round."""

from django import forms
from django.utils import timezone

from core.fields import DayField
from core.forms import Sectioned, WordedChoices
from orgs.models import Unit
from registry.survey.models import SurveyRound

HEADER = ("form_number", "issued_by", "approved_by", "approval_number", "valid_until")


class RoundForm(WordedChoices, Sectioned, forms.ModelForm):
    """A round's year, window and statistical header."""

    SECTIONS = (
        ("调查", ("unit", "year", "title", "standard_on", "starts_on", "ends_on")),
        ("统计调查表头", HEADER),
    )
    standard_on = DayField(label="标准时点", help_text="调查反映这一天零时的情况，年龄也按这一天计算。")
    starts_on = DayField(label="调查开始")
    ends_on = DayField(label="调查结束")

    class Meta:
        model = SurveyRound
        fields = ("unit", "year", "title", "standard_on", "starts_on", "ends_on", *HEADER)

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        counties = Unit.objects.within(scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
        self.fields["unit"].queryset = counties
        year = timezone.localdate().year
        if self.instance.pk is not None:
            del self.fields["unit"]
            return
        if len(own := list(counties[:2])) == 1:
            self.fields["unit"].initial, self.fields["unit"].widget = own[0].pk, forms.HiddenInput()
        self.fields["year"].initial = year
        self.fields["title"].initial = f"{year} 年持证残疾人基本状况调查"

    def sections(self):
        """Yield the sections with the fields that are there."""
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names if name in self.fields]

    def _post_clean(self):
        """Leave the instance alone: only the service writes, and it reads the row anew."""

    def clean(self):
        values = super().clean()
        starts, ends = values.get("starts_on"), values.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", "调查结束日期不能早于开始日期。")
        return values
