"""The rules of grading as a county types them: lists are lines of text."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils import timezone

from assessments.grading.choices import QuotaOver, RecognitionKind, Rounding, TierBy, TieRule, When
from assessments.grading.rules import GradingRules, Measure
from assessments.grading.tiers import Share
from core.fields import DayField

COMMA = re.compile(r"[，,]")
LIST = re.compile(r"[、，,\s]+")
KINDS = {kind.label: kind for kind in (RecognitionKind.REWARD, RecognitionKind.CRITICISM)}
EVENTS = {when.label: when for when in When}


def _lines(label, rows, hint):
    return forms.CharField(
        label=label, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class RulesForm(forms.Form):
    """All rules of a county from a day on."""

    quota_over = forms.ChoiceField(label="优秀名额的基数", choices=QuotaOver.choices)
    rounding = forms.ChoiceField(label="名额的尾数", choices=Rounding.choices)
    tie = forms.ChoiceField(label="名额末位同分", choices=TieRule.choices)
    tie_sections = _lines("依次比较的项目", 3, "每行一个考核项目的名称，选“依次比较”时用。")
    tier_by = forms.ChoiceField(label="划档办法", choices=TierBy.choices)
    shares = _lines("各档比例", 5, "从高到低每行一档：名称和百分比，如“标兵 12.4”，合计 100。")
    weak_tiers = forms.CharField(
        label="须制定整改提升计划的档次", required=False, help_text="用顿号隔开，如“偏弱、薄弱”。"
    )
    demo_tiers = forms.CharField(label="可推荐为示范点的档次", required=False)
    demo_grades = forms.CharField(label="可推荐为示范点的等次", required=False)
    measures = _lines(
        "奖惩规则",
        6,
        f"每行一条：种类，名称，情形，数值。种类有{'、'.join(KINDS)}；情形有{'、'.join(EVENTS)}。",
    )
    source = forms.CharField(label="依据", required=False, max_length=200)
    since = DayField(
        label="自何日起执行", help_text="每个年度按当年 12 月 31 日有效的规则评定，已定稿的不变。"
    )

    def __init__(self, *args, rules, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {
            "quota_over": rules.quota_over, "rounding": rules.rounding, "tie": rules.tie,
            "tie_sections": "\n".join(rules.tie_sections), "tier_by": rules.tier_by,
            "shares": "\n".join(f"{one.name} {one.percent}" for one in rules.shares),
            "weak_tiers": "、".join(rules.weak_tiers), "demo_tiers": "、".join(rules.demo_tiers),
            "demo_grades": "、".join(rules.demo_grades),
            "measures": "\n".join(_line_of(one) for one in rules.measures),
            "source": rules.source, "since": timezone.localdate().isoformat(),
        }  # fmt: skip

    def clean_tie_sections(self):
        return tuple(_filled(self.cleaned_data["tie_sections"]))

    def clean_shares(self):
        return tuple(_share(line) for line in _filled(self.cleaned_data["shares"]))

    def clean_measures(self):
        return tuple(_measure(line) for line in _filled(self.cleaned_data["measures"]))

    def clean(self):
        values = super().clean()
        for name in ("weak_tiers", "demo_tiers", "demo_grades"):
            values[name] = tuple(word for word in LIST.split(values.get(name, "")) if word)
        return values

    @property
    def rules(self):
        """Return the `GradingRules` that were typed."""
        return GradingRules(**{name: value for name, value in self.cleaned_data.items() if name != "since"})


def _filled(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def _share(line):
    name, _, percent = line.rstrip("%％").rpartition(" ")
    try:
        share = Share(name.strip(), Decimal(percent.strip()))
    except InvalidOperation:
        share = None
    if share is None or not share.name or not 0 <= share.percent <= 100:
        raise forms.ValidationError(f"“{line}”看不懂，请按“标兵 12.4”的样子填写。")
    return share


def _measure(line):
    parts = [part.strip() for part in COMMA.split(line)]
    if len(parts) not in (3, 4) or parts[0] not in KINDS or parts[2] not in EVENTS or not parts[1]:
        raise forms.ValidationError(
            f"“{line}”看不懂，请按“表彰奖励，年度考核优秀单位，等次为，优秀”的样子填写。"
        )
    return Measure(KINDS[parts[0]], parts[1], EVENTS[parts[2]], parts[3] if len(parts) == 4 else "")


def _line_of(measure):
    words = [measure.kind_label, measure.name, When(measure.when).label, measure.value]
    return "，".join(word for word in words if word)
