from django import forms

from orgs.fields import FlatSelect
from registry.forms.imports import UploadForm
from staff.models import Training
from staff.trainings.imports.kind import options_of

MOST_OFFERED = 60


class SignedUploadForm(UploadForm):
    """The signed list of one training. What the address names is chosen already."""

    training = forms.ModelChoiceField(
        label="培训", queryset=Training.objects.none(), empty_label="请选择", widget=FlatSelect
    )
    field_order = ("unit", "training", "file")

    def __init__(self, *args, scope, kind, asked=(), **kwargs):
        super().__init__(*args, scope=scope, kind=kind, asked=asked, **kwargs)
        newest = Training.objects.within(scope).order_by("-held_on", "-pk").values("pk")[:MOST_OFFERED]
        field = self.fields["training"]
        field.queryset = Training.objects.within(scope).filter(
            pk__in=list(newest.values_list("pk", flat=True))
        )
        field.queryset = field.queryset.order_by("-held_on", "-pk")
        field.label_from_instance = lambda one: f"{one.held_on:%Y-%m-%d} {one.title}"
        if asked:
            self.initial |= {"training": asked.get("training")}

    @property
    def template_query(self):
        training = self.initial.get("training")
        return f"&training={training}" if training else ""

    def options(self):
        return options_of(self.cleaned_data["training"])
