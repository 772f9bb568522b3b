from django import forms

from orgs.fields import FlatSelect
from orgs.models import Unit

PLACES = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP, Unit.Level.VILLAGE, Unit.Level.COMMUNITY)
ACCEPTED = ".xlsx,.xls,.ods,.csv"


class UploadForm(forms.Form):
    """A roster and the unit it is about. Rows of other units are refused, not moved."""

    file = forms.FileField(
        label="登记表文件",
        allow_empty_file=True,  # the file is kept and the batch says what is wrong with it
        help_text="xlsx、xls、ods 或 csv，表头上面可以有标题行，列的次序不限。",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"required": "请选择要导入的文件。"},
    )
    unit = forms.ModelChoiceField(
        label="导入单位",
        queryset=Unit.objects.none(),
        empty_label=None,
        widget=FlatSelect,
        help_text="只导入这个单位及其下级的人，表里其他单位的行会提示出来。",
    )

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.within(scope).current().filter(level__in=PLACES).in_tree_order()
        # A whole county is offered by county and township; a village is one's own only below a township.
        upper = units.exclude(level__in=Unit.GRASSROOTS)
        self.fields["unit"].queryset = upper if upper.exists() else units
