from dataclasses import replace

from django import forms
from django.utils import timezone

from core.fields import DayField
from registry.applications.choices import Counting
from registry.applications.defaults import MATERIALS
from registry.applications.procedure import Material

MOST_DAYS = 365


class RuleForm(forms.Form):
    """The procedure of a benefit from a day on: its steps, their days, the papers and the majority."""

    since = DayField(label="自何日起执行", help_text="已经登记的申请仍按原来的程序办理。")
    quorum_percent = forms.IntegerField(
        label="评议到会须超过（%）", min_value=0, max_value=99, help_text="占应到人数的百分比。"
    )
    majority_percent = forms.IntegerField(
        label="评议同意须超过（%）", min_value=0, max_value=99, help_text="占到会人数的百分比。"
    )
    approver_differs = forms.BooleanField(label="批准人不得是审核人", required=False)
    required = forms.MultipleChoiceField(
        label="必交材料", required=False, choices=list(MATERIALS.items()), widget=forms.CheckboxSelectMultiple
    )
    optional = forms.MultipleChoiceField(
        label="视情况提交",
        required=False,
        choices=list(MATERIALS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    source = forms.CharField(label="依据", required=False, max_length=200)

    def __init__(self, *args, procedure, shipped, **kwargs):
        """Offer the steps of `procedure` and those that only the `shipped` one has."""
        super().__init__(*args, **kwargs)
        self.procedure, self.shipped = procedure, shipped
        kept = {(step.kind, step.level, step.name): step for step in procedure.steps}
        by_place = {(step.kind, step.level): step for step in procedure.steps}
        self.steps = []
        for number, step in enumerate(shipped.steps):
            now = kept.get((step.kind, step.level, step.name)) or by_place.get((step.kind, step.level))
            self.steps.append((number, now or step))
            self._add_step(number, now or step, is_used=now is not None)
        for name in ("quorum_percent", "majority_percent", "approver_differs", "source"):
            self.fields[name].initial = getattr(procedure, name)
        self.fields["since"].initial = timezone.localdate().isoformat()
        self.fields["required"].initial = [one.code for one in procedure.materials if one.is_required]
        self.fields["optional"].initial = [one.code for one in procedure.materials if not one.is_required]

    def _add_step(self, number, step, *, is_used):
        whole = {"min_value": 1, "max_value": MOST_DAYS}
        fields = {
            "used": forms.BooleanField(label="需要这个环节", required=False, initial=is_used),
            "name": forms.CharField(label="名称", max_length=30, initial=step.name),
            "days": forms.IntegerField(label="办理期限（天）", initial=step.days, **whole),
            "counting": forms.ChoiceField(label="期限按", choices=Counting.choices, initial=step.counting),
        }
        if step.is_notice:
            fields["days"].label = "张榜和期满后结束的期限（天）"
            fields["notice_days"] = forms.IntegerField(label="公示天数", initial=step.notice_days, **whole)
            fields["notice_counting"] = forms.ChoiceField(
                label="公示按", choices=Counting.choices, initial=step.notice_counting
            )
        for name, field in fields.items():
            self.fields[f"step{number}_{name}"] = field

    def step_fields(self):
        """Yield (title, bound fields) of each step for the page."""
        for number, step in self.steps:
            names = [name for name in self.fields if name.startswith(f"step{number}_")]
            yield step.name, [self[name] for name in names]

    def rest(self):
        """Return the bound fields besides the steps."""
        return [self[name] for name in self.fields if not name.startswith("step")]

    def clean(self):
        values = super().clean()
        if both := set(values.get("required", [])) & set(values.get("optional", [])):
            names = "、".join(MATERIALS[code] for code in MATERIALS if code in both)
            self.add_error("optional", f"{names}不能既必交又视情况提交。")
        return values

    def result(self):
        """Return the Procedure that the cleaned values describe."""
        values, steps = self.cleaned_data, []
        for number, step in self.steps:
            own = {
                name: values[f"step{number}_{name}"]
                for name in ("name", "days", "counting", "notice_days", "notice_counting")
                if f"step{number}_{name}" in values
            }
            if values[f"step{number}_used"]:
                steps.append(replace(step, **own))
        wanted = [(code, True) for code in values["required"]] + [
            (code, False) for code in values["optional"]
        ]
        return replace(
            self.procedure, steps=tuple(steps), source=values["source"],
            materials=tuple(Material(code, MATERIALS[code], must) for code, must in wanted),
            quorum_percent=values["quorum_percent"], majority_percent=values["majority_percent"],
            approver_differs=values["approver_differs"],
        )  # fmt: skip
