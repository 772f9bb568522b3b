from dataclasses import replace

from django import forms
from django.utils import timezone

from core.fields import DayField
from registry.applications.choices import Counting, Level, Office, StepKind
from registry.applications.defaults import MATERIALS
from registry.applications.procedure import Material, StepRule

MOST_DAYS = 365
OWN = ("name", "days", "counting", "notice_days", "notice_counting", "differs", "office")  # of a step
NEW_STEPS = 2  # that may be added at one time
ADDABLE = [
    (kind.value, kind.label) for kind in (StepKind.ASSESS, StepKind.CHECK, StepKind.REVIEW, StepKind.NOTICE)
]


class RuleForm(forms.Form):
    """The procedure of a benefit from a day on: its steps, their days, the papers and the majority."""

    since = DayField(label="自何日起执行", help_text="已经登记的申请仍按原来的程序办理。")
    quorum_percent = forms.IntegerField(
        label="评议到会须超过（%）", min_value=0, max_value=99, help_text="占应到人数的百分比。"
    )
    majority_percent = forms.IntegerField(
        label="评议同意须超过（%）", min_value=0, max_value=99, help_text="占到会人数的百分比。"
    )
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
        self.steps = list(enumerate(step for step, _ in _offered(procedure, shipped)))
        for number, (step, is_used) in enumerate(_offered(procedure, shipped)):
            self._add_step(number, step, is_used=is_used)
        for number in range(NEW_STEPS):
            self._add_new_step(number)
        for name in ("quorum_percent", "majority_percent", "source"):
            self.fields[name].initial = getattr(procedure, name)
        self._add_delivery(procedure.delivery, procedure.delivery or shipped.delivery)
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
            "office": forms.ChoiceField(
                label="以谁的名义", choices=Office.choices, initial=self._office(step, is_used=is_used),
                help_text="告知书写明由哪个机关作出；最后一个环节的机关就是作出决定的机关。",
            ),
            "differs": forms.BooleanField(
                label="须换人办理", required=False, initial=self._differs(step, is_used=is_used),
                help_text="办理过其他层级或上一环节的人，不得办理这个环节。",
            ),
        }  # fmt: skip
        if step.is_notice:
            fields["days"].label = "张榜和期满后结束的期限（天）"
            fields["notice_days"] = forms.IntegerField(label="公示天数", initial=step.notice_days, **whole)
            fields["notice_counting"] = forms.ChoiceField(
                label="公示按", choices=Counting.choices, initial=step.notice_counting
            )
        for name, field in fields.items():
            self.fields[f"step{number}_{name}"] = field

    def _office(self, step, *, is_used):
        procedure = self.procedure if is_used else self.shipped
        return procedure.office_of(procedure.steps.index(step))

    def _differs(self, step, *, is_used):
        procedure = self.procedure if is_used else self.shipped
        return procedure.must_differ(procedure.steps.index(step))

    def _add_delivery(self, used, step):
        """Offer how the paper with the result is handed out."""
        days = {"min_value": 1, "max_value": MOST_DAYS}
        fields = {
            "used": forms.BooleanField(
                label="办结后送达告知书", required=False, initial=used is not None,
                help_text="批准和不予批准都要书面告知，登记领取或送达的日期和签收人。",
            ),
            "name": forms.CharField(label="送达环节名称", max_length=30, initial=step.name),
            "level": forms.ChoiceField(label="由谁送达", choices=Level.choices, initial=step.level),
            "days": forms.IntegerField(label="送达期限（天）", initial=step.days, **days),
            "counting": forms.ChoiceField(
                label="送达期限按", choices=Counting.choices, initial=step.counting
            ),
        }  # fmt: skip
        for name, field in fields.items():
            self.fields[f"deliver_{name}"] = field

    def _add_new_step(self, number):
        """Offer room for one more step; without a name it is none."""
        places = [("-1", "最前面"), *((str(place), f"“{step.name}”之后") for place, step in self.steps[:-1])]
        days = {"min_value": 1, "max_value": MOST_DAYS}
        notice = "只有公示需要填写。"
        fields = {
            "name": forms.CharField(
                label="名称", max_length=30, required=False, help_text="留空则不增加，如：村民代表会议。"
            ),
            "kind": forms.ChoiceField(label="做什么", choices=ADDABLE, initial=ADDABLE[0][0]),
            "level": forms.ChoiceField(label="由谁办理", choices=Level.choices, initial=Level.VILLAGE),
            "after": forms.ChoiceField(label="放在", choices=places, initial="-1"),
            "days": forms.IntegerField(label="办理期限（天）", initial=5, **days),
            "counting": forms.ChoiceField(label="期限按", choices=Counting.choices, initial=Counting.WORKING),
            "notice_days": forms.IntegerField(
                label="公示天数", required=False, initial=7, help_text=notice, **days
            ),
            "notice_counting": forms.ChoiceField(
                label="公示按", choices=Counting.choices, initial=Counting.CALENDAR
            ),
        }
        for name, field in fields.items():
            self.fields[f"stepnew{number}_{name}"] = field

    def new_fields(self):
        """Yield the bound fields of each step that may be added."""
        for number in range(NEW_STEPS):
            yield [self[name] for name in self.fields if name.startswith(f"stepnew{number}_")]

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
        values, steps = self.cleaned_data, self._new_steps(-1)
        for number, step in self.steps:
            own = {name: values[f"step{number}_{name}"] for name in OWN if f"step{number}_{name}" in values}
            if values[f"step{number}_used"]:
                steps.append(replace(step, **own))
            steps += self._new_steps(number)
        wanted = [(code, True) for code in values["required"]] + [
            (code, False) for code in values["optional"]
        ]
        return replace(
            self.procedure, steps=tuple(steps), source=values["source"],
            materials=tuple(Material(code, MATERIALS[code], must) for code, must in wanted),
            quorum_percent=values["quorum_percent"], majority_percent=values["majority_percent"],
            delivery=self._delivery(),
        )  # fmt: skip

    def _delivery(self):
        values = self.cleaned_data
        if not values["deliver_used"]:
            return None
        own = {name: values[f"deliver_{name}"] for name in ("name", "level", "days", "counting")}
        return StepRule(kind=StepKind.DELIVER, **own)

    def _new_steps(self, place):
        """Return the steps that are to be added after the step `place`, -1 before the first."""
        found = []
        for number in range(NEW_STEPS):
            names = ("name", "kind", "level", "days", "counting", "notice_days", "notice_counting", "after")
            own = {name: self.cleaned_data[f"stepnew{number}_{name}"] for name in names}
            is_notice = own["kind"] == StepKind.NOTICE
            if own["name"].strip() and int(own.pop("after")) == place:
                if not is_notice:
                    del own["notice_counting"]
                own["notice_days"] = (own["notice_days"] or 0) if is_notice else 0
                found.append(StepRule(**own))
        return found


def _offered(procedure, shipped):
    """Return (step, whether it is in use): those of the procedure, and shipped ones left out, in place."""
    rows, free, place = [(step, True) for step in procedure.steps], list(procedure.steps), 0
    for step in shipped.steps:
        same = next((one for one in free if (one.kind, one.level, one.name) == _key(step)), None)
        same = same or next((one for one in free if (one.kind, one.level) == (step.kind, step.level)), None)
        if same is None:
            rows.insert(place, (step, False))
            place += 1
        else:
            free.remove(same)
            place = next(n for n, (one, used) in enumerate(rows) if used and one is same) + 1
    return rows


def _key(step):
    return step.kind, step.level, step.name
