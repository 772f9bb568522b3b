from datetime import timedelta

from django import forms
from django.utils import timezone

from assessments.appraisals.choices import Act, ActState
from core.fields import DayField
from orgs.filters import UnitPlaceFilter

ALL = [("", "全部")]
SAY = "如：经县残联党组研究同意。"


class NoticeForm(forms.Form):
    """Where and how long results hang out."""

    place = forms.CharField(label="公示地点", max_length=120, initial="县残联公示栏、各乡镇便民服务中心")
    hotline = forms.CharField(label="监督电话", max_length=40, required=False)
    first_day = DayField(label="公示开始日期")
    last_day = DayField(label="公示结束日期")

    def __init__(self, *args, days, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial |= {"first_day": today, "last_day": today + timedelta(days=days)}


class ConsequenceFilter(UnitPlaceFilter):
    """Filters of the list of what follows."""

    act = forms.ChoiceField(label="建议事项", required=False, choices=[*ALL, *Act.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[*ALL, *ActState.choices])
    field_order = ("township", "act", "state", "unit")

    def apply(self, rows):
        """Return the proposals that fit."""
        rows = self.keep(rows)
        for name in ("act", "state"):
            if value := self.chosen(name):
                rows = rows.filter(**{name: value})
        return rows


class CarryOutForm(forms.Form):
    """What was done about a proposal; only what its act asks for."""

    on = DayField(label="办理日期")
    contract_until = DayField(label="新的合同期至")
    due_on = DayField(label="整改期限")
    leaves = forms.BooleanField(
        label="今天就办理离岗", required=False, help_text="不选则只登记谈话，合同期满时再办理离岗。"
    )
    text = forms.CharField(
        label="办理情况", max_length=200, widget=forms.Textarea(attrs={"rows": 3}), help_text=SAY
    )

    NEEDS = {Act.RENEW: "contract_until", Act.MEND: "due_on", Act.NOT_RENEW: "leaves"}

    def __init__(self, *args, consequence, **kwargs):
        super().__init__(*args, **kwargs)
        needed = self.NEEDS.get(Act(consequence.act))
        for name in ("contract_until", "due_on", "leaves"):
            if name != needed:
                del self.fields[name]
        self.initial |= {"on": timezone.localdate(), "due_on": consequence.due_on}
        until = consequence.appraisal.appointment.contract_until
        if until and consequence.act == Act.RENEW:
            self.initial["contract_until"] = until.replace(year=until.year + 3, day=min(until.day, 28))


class SelectionForm(forms.Form):
    """How many are to be honoured, and as what."""

    title = forms.CharField(label="荣誉名称", max_length=60, initial="优秀残疾人专职委员")
    places = forms.IntegerField(label="名额", min_value=1, max_value=200)


class ChoiceForm(forms.Form):
    """Who is put up; the boxes stand in the table of candidates."""

    people = forms.MultipleChoiceField(label="拟表彰人员", required=False)
    reason = forms.CharField(
        label="破格理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="选了有条件未达到的人员才填。",
    )  # fmt: skip

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(one.appraisal.pk), str(one.appraisal)) for one in lines]

    def keys(self):
        """Return the keys of the appraisals that are chosen."""
        return [int(key) for key in self.cleaned_data["people"]]

    def why(self):
        """Return why somebody who does not meet every criterion is chosen."""
        return self.cleaned_data["reason"]
