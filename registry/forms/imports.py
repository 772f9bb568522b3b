from django import forms

from orgs.fields import FlatSelect
from orgs.models import Unit
from registry.imports.kinds import of_kind

ACCEPTED = ".xlsx,.xls,.ods,.csv"


class UploadForm(forms.Form):
    """A table and the unit it is about. Rows of other units are refused, not moved.

    Kinds that want to know more extend it; `asked` is what the address says, `options` what the batch keeps.
    """

    kind = forms.CharField(required=False, widget=forms.HiddenInput)

    file = forms.FileField(
        label="表格文件",
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
        help_text="只导入这个单位及其下级的内容，表里其他单位的行会提示出来。",
    )

    def __init__(self, *args, scope, kind, asked=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = kind.key
        units = Unit.objects.within(scope).current().filter(level__in=kind.levels).in_tree_order()
        # A whole county is offered by county and township; a village is one's own only below a township.
        upper = units.exclude(level__in=Unit.GRASSROOTS)
        self.fields["unit"].queryset = upper if upper.exists() else units

    def clean_kind(self):
        return self.fields["kind"].initial

    @property
    def template_query(self):
        """Return what the address of the template says besides the kind."""
        return ""

    def kind_key(self):
        """Return the key of the kind that the batch will bear."""
        return self.fields["kind"].initial

    def options(self):
        """Return what the kind wants to know besides file and unit, fit for JSON."""
        return {}


class BatchFilter(forms.Form):
    """The choice above the history. Nonsense is ignored."""

    kind = forms.ChoiceField(label="种类", required=False)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "全部"), *((kind.key, kind.title) for kind in kinds)]
        self.is_valid()

    def apply(self, batches):
        """Return the batches of the kind asked for."""
        kind = self.cleaned_data.get("kind")
        return batches.filter(of_kind(kind)) if kind else batches
