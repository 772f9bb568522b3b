from django import forms
from django.utils import timezone

from assessments.models import Evidence
from core.fields import AttachmentsField, DayField
from core.forms import WordedChoices
from core.navigation import years
from orgs.fields import FlatSelect
from orgs.filters import UnitPlaceFilter
from orgs.models import Unit

ALL = [("", "全部")]
USES = [*ALL, ("used", "已使用"), ("unused", "未使用"), ("twice", "重复使用")]
LEVELS = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP, *Unit.GRASSROOTS)


class LibraryFilter(UnitPlaceFilter):
    """The filters above the library."""

    q = forms.CharField(label="名称", required=False)
    kind = forms.ChoiceField(label="种类", required=False, choices=[*ALL, *Evidence.Kind.choices])
    use = forms.ChoiceField(label="使用情况", required=False, choices=USES)
    year = forms.TypedChoiceField(label="上传年度", required=False, coerce=int, empty_value=None)

    field_order = ("q", "kind", "use", "year", "township", "unit")

    def offer(self):
        super().offer()
        self.fields["year"].choices = [*ALL, *((year, f"{year} 年") for year in years())]
        if len(self.fields["township"].queryset[:2]) < 2:
            del self.fields["township"]


class UploadForm(WordedChoices, forms.Form):
    """Files for the library of a unit."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), widget=FlatSelect)
    kind = forms.ChoiceField(
        label="种类", required=False, choices=[("", "按文件类型判断"), *Evidence.Kind.choices]
    )
    files = AttachmentsField(label="选择文件")

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().filter(level__in=LEVELS).select_related("parent")
        self.fields["unit"].queryset = units.in_tree_order()
        self.fields["unit"].label_from_instance = lambda unit: unit.place_name


class ItemUploadForm(forms.Form):
    """Files that prove an item of a scheme."""

    files = AttachmentsField(label="上传佐证材料")


class DescribeForm(forms.ModelForm):
    """What a file shows; the day is asked for only where the picture does not tell it."""

    taken_on = DayField(label="拍摄日期", required=False)

    class Meta:
        model = Evidence
        fields = ("title", "kind", "taken_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.taken_source == Evidence.TakenSource.PICTURE:
            del self.fields["taken_on"]

    def clean_taken_on(self):
        day = self.cleaned_data["taken_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("拍摄日期不能晚于今天。")
        return day
