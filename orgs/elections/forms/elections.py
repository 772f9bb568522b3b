from dataclasses import replace
from itertools import groupby

from django import forms
from django.utils import timezone

from core.attachments import ACCEPTED, ACCEPTED_BY_BROWSERS, MAX_MB
from core.fields import DayField
from core.forms import GroupedChecks
from orgs.boards.models import Board
from orgs.elections.plan import OF
from orgs.elections.selectors.elections import elected_kinds
from orgs.filters import ALL, UnitPlaceFilter

STATES = [("", ALL), ("未启动", "未启动"), ("进行中", "进行中"), ("超期", "超期"), ("已完成", "已完成")]


class ProgressFilter(UnitPlaceFilter):
    """Which boards the table of progress shows."""

    kind = forms.ChoiceField(label="班子", required=False)
    state = forms.ChoiceField(label="进度", required=False, choices=STATES)
    since = DayField(
        label="本轮起始日期", required=False, help_text="",
        widget=forms.DateInput(attrs={"inputmode": "numeric", "placeholder": "近一年"}),
    )  # fmt: skip

    field_order = ("kind", "township", "state", "since", "unit")

    def __init__(self, data, *args, scope, kinds, **kwargs):
        given = data.dict() if data else {}
        if given.get("kind") not in [kind.code for kind in kinds]:
            given["kind"] = kinds[0].code
        self.base_fields["kind"].choices = [(kind.code, kind.short) for kind in kinds]
        super().__init__(given, *args, scope=scope, **kwargs)

    def boards(self):
        """Return the boards of the chosen kind and place in tree order."""
        boards = Board.objects.within(self.narrowed).standing().filter(kind=self.chosen("kind"))
        return boards.order_by("unit__path", "pk")

    def kept(self, lines):
        """Keep the lines in the chosen state."""
        state = self.chosen("state")
        return [line for line in lines if not state or line.state == state]


def kinds_in(scope):
    """Return the kinds of elected bodies that stand in the scope, the villages' first."""
    there = set(Board.objects.within(scope).standing().order_by().values_list("kind", flat=True).distinct())
    return [kind for kind in reversed(elected_kinds()) if kind.code in there]


class StartForm(forms.Form):
    """The call: which boards are to be renewed, from when on and how."""

    started_on = DayField(label="启动日期")
    method = forms.ChoiceField(label="选举方式")
    responsible = forms.CharField(label="责任人", required=False, max_length=60)
    boards = forms.ModelMultipleChoiceField(
        label="换届的班子", queryset=Board.objects.none(), widget=GroupedChecks
    )

    def __init__(self, *args, boards, methods, scope, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["started_on"].initial = timezone.localdate().isoformat()
        self.fields["method"].choices = [(way.code, way.name) for way in methods]
        keys = [board.pk for board in boards]
        offered = Board.objects.within(scope).filter(pk__in=keys).select_related("unit__parent")
        self.fields["boards"].queryset = offered.order_by("unit__path", "pk")
        grouped = groupby(boards, key=lambda board: board.unit.parent if board.unit.is_grassroots else None)
        self.fields["boards"].choices = [
            (township.name if township else "全部", [(b.pk, _label(b)) for b in group])
            for township, group in grouped
        ]
        self.fields["boards"].initial = [board.pk for board in boards if board.pk in chosen]


def _label(board):
    return f"{board.unit.name}（{board.ends_on:%Y-%m-%d} 届满）" if board.ends_on else board.unit.name


class PlanStepForm(forms.Form):
    due_on = DayField(label="期限")
    responsible = forms.CharField(label="责任人", required=False, max_length=60)


class PaperForm(forms.Form):
    """A paper of a step."""

    step_code = forms.ChoiceField(label="所属环节")
    file = forms.FileField(
        label="文件", help_text=f"{ACCEPTED}，不超过 {MAX_MB} MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED_BY_BROWSERS}),
    )  # fmt: skip

    def __init__(self, *args, election, **kwargs):
        super().__init__(*args, **kwargs)
        steps = election.rules.steps
        self.fields["step_code"].choices = [
            (step.code, f"{step.name}（{step.papers}）" if step.papers else step.name) for step in steps
        ]
        self.fields["step_code"].initial = election.step.code


class RuleForm(forms.Form):
    """The rules of a county from a day on: days, shares, conditions, and the lists one to a line."""

    since = DayField(label="自何日起执行", help_text="已经启动的换届仍按原来的规定办理。")
    contested_percent = forms.IntegerField(label="差额比例不少于（%）", min_value=0, max_value=100)
    electors_posted_days = forms.IntegerField(label="选民名单在投票前张榜（天）", min_value=0, max_value=90)
    notice_days = forms.IntegerField(label="候选人公示不少于（天）", min_value=1, max_value=60)
    handover_days = forms.IntegerField(label="任职后移交期限（天）", min_value=1, max_value=90)
    oldest = forms.IntegerField(label="年龄原则上不超过（周岁）", min_value=30, max_value=100)
    negatives = forms.CharField(
        label="负面清单", widget=forms.Textarea(attrs={"rows": 9}), help_text="每行一项。"
    )
    reviewer_differs = forms.BooleanField(label="登记人不得联审，计票人不得备案", required=False)

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["since"].initial = timezone.localdate().isoformat()
        for name in ("contested_percent", "electors_posted_days", "notice_days", "handover_days"):
            self.fields[name].initial = getattr(plan.limits, name)
        ages = [one.value for one in plan.conditions if one.code == "oldest"]
        self.fields["oldest"].initial = ages[0] if ages else None
        self.fields["negatives"].initial = "\n".join(item.name for item in plan.negatives)
        self.fields["reviewer_differs"].initial = plan.reviewer_differs
        for way in plan.methods:
            for part, title in (("quorum", "参加人数"), ("win", "当选得票")):
                self._add_share(way, part, title)

    def _add_share(self, way, part, title):
        share, stem = getattr(way, part), f"{way.code}_{part}"
        whole = {"min_value": 1, "max_value": 100}
        self.fields[f"{stem}_part"] = forms.IntegerField(
            label=f"{way.name}：{title}比例的分子", initial=share.part, **whole
        )
        self.fields[f"{stem}_whole"] = forms.IntegerField(
            label=f"{way.name}：{title}比例的分母", initial=share.whole, **whole
        )
        self.fields[f"{stem}_more_than"] = forms.BooleanField(
            label=f"{way.name}：{title}须超过这个比例（不选则达到即可）", required=False,
            initial=share.more_than,
        )  # fmt: skip
        self.fields[f"{stem}_of"] = forms.ChoiceField(
            label=f"{way.name}：{title}按", choices=list(OF.items()), initial=share.of
        )

    def result(self):
        """Return the Plan that the cleaned values describe."""
        values, plan = self.cleaned_data, self.plan
        names = ("contested_percent", "electors_posted_days", "notice_days", "handover_days")
        conditions = tuple(
            replace(one, value=str(values["oldest"])) if one.code == "oldest" else one
            for one in plan.conditions
        )
        return replace(
            plan, conditions=conditions, negatives=self._negatives(), methods=self._methods(),
            limits=replace(plan.limits, **{name: values[name] for name in names}),
            reviewer_differs=values["reviewer_differs"],
        )  # fmt: skip

    def _negatives(self):
        known = {item.name: item for item in self.plan.negatives}
        first = next(iter(known.values()))
        lines = [line.strip() for line in self.cleaned_data["negatives"].splitlines() if line.strip()]
        return tuple(
            known.get(line) or replace(first, code=f"own{number}", name=line, source="本县规定")
            for number, line in enumerate(dict.fromkeys(lines), 1)
        )

    def _methods(self):
        values = self.cleaned_data
        return tuple(
            replace(
                way,
                **{
                    part: replace(
                        getattr(way, part),
                        **{n: values[f"{way.code}_{part}_{n}"] for n in ("part", "whole", "more_than", "of")},
                    )
                    for part in ("quorum", "win")
                },
            )
            for way in self.plan.methods
        )
