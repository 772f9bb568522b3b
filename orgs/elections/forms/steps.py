"""One form for each kind of step, and those of the vote and the hand-over."""

import re

from django import forms
from django.utils import timezone

from core.fields import DayField
from orgs.boards.choices import TermYears
from orgs.elections.choices import StepKind

WHOLE = {"min": 0, "inputmode": "numeric"}
SEPARATORS = re.compile(r"[\s,，、;；]+")


def pieces(label, help_text="", *, required=True):
    """Return a field for a number of people or ballots."""
    return forms.IntegerField(
        label=label, help_text=help_text, required=required, min_value=0, max_value=999_999,
        widget=forms.NumberInput(attrs=WHOLE),
    )  # fmt: skip


class StepForm(forms.Form):
    """What every step has: the day it was done and the words about it."""

    at_step = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label="完成日期")
    text = forms.CharField(label="办理情况", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, election, **kwargs):
        super().__init__(*args, **kwargs)
        self.election = election
        self.fields["at_step"].initial = election.step_number
        self.fields["on"].initial = timezone.localdate().isoformat()
        self.fields["text"].help_text = election.step.hint
        self.order_fields([name for name in self.fields if name not in ("on", "text")])


class CommitteeForm(StepForm):
    committee = forms.CharField(
        label="选举委员会成员", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="主任写在最前，姓名之间用顿号或换行分开。",
    )  # fmt: skip

    def clean_committee(self):
        return [name for name in SEPARATORS.split(self.cleaned_data["committee"].strip()) if name]


class RegisterForm(StepForm):
    electors = pieces("登记的选民或代表人数", required=False)
    posted_on = DayField(label="名单张榜日期", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        days = self.election.rules.limits.electors_posted_days
        self.fields["posted_on"].help_text = f"须在投票日的 {days} 日前张榜。"


class NoticeForm(StepForm):
    notice_from = DayField(label="公示起始日期", required=False)
    notice_days = pieces("公示天数", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        least = self.election.rules.limits.notice_days
        self.fields["notice_days"].initial = least
        self.fields["notice_days"].help_text = f"不少于 {least} 天，期满次日才能结束。"


class VotedForm(StepForm):
    left_vacant = forms.CharField(
        label="席位暂缺的原因", required=False, max_length=200,
        help_text="各席位都已选出的不填；暂缺的席位列入空缺，另行补选。",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.election.contests:
            del self.fields["left_vacant"]


class FileForm(StepForm):
    file_number = forms.CharField(label="备案文号", required=False, max_length=100)
    starts_on = DayField(label="新一届任职日期", required=False, help_text="上一届在前一天结束。")
    years = forms.ChoiceField(label="任期", choices=TermYears.choices)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        last = self.election.ballots.order_by("-number").first()
        self.fields["starts_on"].initial = last.held_on.isoformat() if last else None
        self.fields["years"].initial = str(kind.years)

    def clean_years(self):
        return int(self.cleaned_data["years"])


FORMS = {
    StepKind.COMMITTEE: CommitteeForm,
    StepKind.REGISTER: RegisterForm,
    StepKind.NOTICE: NoticeForm,
    StepKind.VOTE: VotedForm,
    StepKind.FILE: FileForm,
}


class BallotForm(forms.Form):
    """The ballots of one vote and the votes of each who stands."""

    round_number = forms.IntegerField(widget=forms.HiddenInput)
    held_on = DayField(label="投票日期")
    issued = pieces("发出票数（领票人数）")
    recovered = pieces("收回票数", "不能多于发出票数。")
    valid = pieces("有效票数")
    invalid = pieces("无效票数", "有效票与无效票合计等于收回票数。")

    def __init__(self, *args, election, races, **kwargs):
        super().__init__(*args, **kwargs)
        self.races = races
        self.fields["round_number"].initial = election.ballots.count() + 1
        self.fields["held_on"].initial = timezone.localdate().isoformat()
        self.fields["issued"].help_text = f"登记 {election.electors} 人。"
        for _, candidates in races:
            for candidate in candidates:
                self.fields[f"votes_{candidate.pk}"] = pieces(f"{candidate.name}得票")

    def count_fields(self):
        """Return the bound fields of the ballots."""
        return [self[name] for name in self.fields if not name.startswith("votes_")]

    def race_fields(self):
        """Yield (contest, bound fields) for each office."""
        for contest, candidates in self.races:
            yield contest, [self[f"votes_{candidate.pk}"] for candidate in candidates]

    def facts(self):
        """Return what the service takes."""
        values = self.cleaned_data
        votes = {
            candidate.pk: values[f"votes_{candidate.pk}"]
            for _, candidates in self.races
            for candidate in candidates
        }
        names = ("round_number", "held_on", "issued", "recovered", "valid", "invalid")
        return {name: values[name] for name in names} | {"votes": votes}


class HandoverForm(forms.Form):
    """Each thing to hand over, and the three who sign."""

    handed_by = forms.CharField(label="移交人", required=False, max_length=30)
    taken_by = forms.CharField(label="接收人", required=False, max_length=30)
    witness = forms.CharField(label="监交人", required=False, max_length=30)

    def __init__(self, *args, election, **kwargs):
        super().__init__(*args, **kwargs)
        self.election = election
        for name in ("handed_by", "taken_by", "witness"):
            self.fields[name].initial = getattr(election, name)
        for item in election.handover:
            self.fields[f"done_{item['code']}"] = forms.BooleanField(
                label="已移交", required=False, initial=item["is_done"]
            )
            self.fields[f"note_{item['code']}"] = forms.CharField(
                label="数量或说明", required=False, max_length=200, initial=item["note"]
            )

    def items(self):
        """Yield (name, bound fields) for each thing."""
        for item in self.election.handover:
            yield item["name"], [self[f"done_{item['code']}"], self[f"note_{item['code']}"]]

    def signers(self):
        """Return the bound fields of those who sign."""
        return [self[name] for name in ("handed_by", "taken_by", "witness")]

    def facts(self):
        """Return what the service takes."""
        values = self.cleaned_data
        codes = [item["code"] for item in self.election.handover]
        signers = {name: values[name].strip() for name in ("handed_by", "taken_by", "witness")}
        return signers | {"items": {c: (values[f"done_{c}"], values[f"note_{c}"]) for c in codes}}
