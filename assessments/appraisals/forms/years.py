from django import forms
from django.utils import timezone

from assessments.appraisals.choices import Level, Pool, QuotaRounding, Rhythm, Ties
from assessments.appraisals.models import AppraisalYear
from assessments.appraisals.services.years import SUBJECTS
from assessments.appraisals.terms import LevelTerms, Terms
from assessments.schemes.models import Scheme
from core.fields import DayField
from core.forms import Sectioned, WordedChoices

DATE_LABELS = {
    "ballots_from": "述职测评开始",
    "ballots_until": "述职测评截止",
    "propose_until": "提出等次截止",
}


class YearForm(WordedChoices, forms.ModelForm):
    """A year that is opened, or its dates, words and tables while it is under way."""

    ballots_from = DayField(label=DATE_LABELS["ballots_from"])
    ballots_until = DayField(label=DATE_LABELS["ballots_until"])
    propose_until = DayField(label=DATE_LABELS["propose_until"])

    class Meta:
        model = AppraisalYear
        fields = (
            "year", "basis", "ballots_from", "ballots_until", "propose_until", "township_scheme",
            "grassroots_scheme", "note",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, scope, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self._set_up_new()
            return
        del self.fields["year"]
        for level in Level:
            rows = Scheme.objects.within(scope).published()
            rows = rows.filter(county=self.instance.county, year=self.instance.year, subject=SUBJECTS[level])
            self.fields[f"{level.value}_scheme"].queryset = rows

    def _set_up_new(self):
        """Offer this year and usual dates; the tables in force are taken by themselves."""
        for level in Level:
            del self.fields[f"{level.value}_scheme"]
        year = timezone.localdate().year
        self.initial |= {
            "year": year, "ballots_from": f"{year}-12-01", "ballots_until": f"{year}-12-25",
            "propose_until": f"{year}-12-31",
        }  # fmt: skip

    def _post_clean(self):
        """Leave the constraints to the service, which refuses in better words."""


PARTS = {
    "daily": "日常考核", "review": "评议考核", "bonus": "附加分上限", "above": "上级测评占评议（%）",
}  # fmt: skip


def _points(label, **more):
    return forms.IntegerField(label=label, min_value=0, max_value=100, **more)


class TermsForm(Sectioned, forms.Form):
    """The terms of a county from a day on."""

    SECTIONS = (
        ("办法", ("since", "name", "source")),
        ("乡镇（街道）岗位分值", ("township_daily", "township_review", "township_bonus", "township_above")),
        (
            "村（社区）岗位分值",
            ("grassroots_daily", "grassroots_review", "grassroots_bonus", "grassroots_above"),
        ),
        (
            "评分和测评",
            (
                "rhythm", "review_section", "bonus_section", "least_months", "excellent_value",
                "competent_value", "basic_value", "incompetent_value", "counts_abstentions", "least_votes",
            ),
        ),
        (
            "等次和名额",
            (
                "excellent_from", "competent_from", "basic_from", "excellent_percent", "rounding", "pool",
                "ties",
            ),
        ),
        ("公示和结果运用", ("notice_days", "mending_days", "basic_years", "renew_within")),
        (
            "优秀专职委员",
            (
                "honour_places", "honour_years", "honour_clean", "honour_diary", "honour_months",
                "honour_trainings",
            ),
        ),
    )  # fmt: skip

    since = DayField(label="自何日起")
    name = forms.CharField(label="办法名称", max_length=60)
    source = forms.CharField(label="依据", max_length=120, required=False)
    rhythm = forms.ChoiceField(label="日常考核打分", choices=Rhythm.choices)
    review_section = forms.CharField(
        label="评议项目的名称",
        max_length=20,
        help_text="考核表中以此开头的项目由测评产生，不在日常考核里打分。",
    )
    bonus_section = forms.CharField(
        label="附加项目的名称", max_length=20, help_text="考核表中以此开头的项目计入附加分。"
    )
    least_months = forms.IntegerField(label="当年在岗不足几个月不定等次", min_value=0, max_value=12)
    excellent_value = _points("优秀票计分")
    competent_value = _points("称职票计分")
    basic_value = _points("基本称职票计分")
    incompetent_value = _points("不称职票计分")
    counts_abstentions = forms.BooleanField(
        label="弃权票计为 0 分", required=False, help_text="不选则不计入。"
    )
    least_votes = forms.IntegerField(
        label="手机测评至少几票才公布", min_value=3, max_value=100, help_text="票太少能猜出谁投了什么。"
    )
    excellent_from = _points("优秀分数线")
    competent_from = _points("称职分数线")
    basic_from = _points("基本称职分数线")
    excellent_percent = _points("优秀比例（%）")
    rounding = forms.ChoiceField(label="名额小数", choices=QuotaRounding.choices)
    pool = forms.ChoiceField(label="名额计算范围", choices=Pool.choices)
    ties = forms.ChoiceField(label="名额边缘同分", choices=Ties.choices)
    notice_days = forms.IntegerField(label="公示不少于几天", min_value=1, max_value=30)
    mending_days = forms.IntegerField(label="基本称职限几天整改", min_value=1, max_value=365)
    basic_years = forms.IntegerField(label="连续几年基本称职建议解聘", min_value=2, max_value=5)
    renew_within = forms.IntegerField(label="合同几个月内到期的建议续聘", min_value=0, max_value=36)
    honour_places = forms.IntegerField(label="名额", min_value=1, max_value=200)
    honour_years = forms.IntegerField(label="任职满几年", min_value=0, max_value=40)
    honour_clean = forms.BooleanField(label="当年没有谈话或整改", required=False)
    honour_diary = forms.IntegerField(label="工作记录每月不少于几条", min_value=0, max_value=60)
    honour_months = forms.IntegerField(label="达到条数的月份不少于", min_value=0, max_value=12)
    honour_trainings = forms.IntegerField(label="当年培训合格不少于几次", min_value=0, max_value=12)

    def __init__(self, *args, terms, **kwargs):
        super().__init__(*args, **kwargs)
        for level in Level:
            for part, label in PARTS.items():
                self.fields[f"{level.value}_{part}"] = _points(label)
        flat = terms.as_json()
        for level in Level:
            for part, value in flat.pop(level.value).items():
                flat[f"{level.value}_{part}"] = value
        self.initial |= flat | {"since": timezone.localdate()}

    def clean(self):
        """Check that parts add up to a hundred and that thresholds fall."""
        given = self.cleaned_data
        for level in Level:
            parts = [given.get(f"{level.value}_{part}") for part in ("daily", "review", "bonus")]
            if None not in parts and sum(parts) != 100:
                self.add_error(
                    f"{level.value}_bonus", f"日常考核、评议考核、附加分合计 {sum(parts)} 分，应为 100 分。"
                )
        lines = [given.get(f"{name}_from") for name in ("excellent", "competent", "basic")]
        if None not in lines and not lines[0] > lines[1] > lines[2]:
            self.add_error("basic_from", "分数线应依次降低：优秀高于称职，称职高于基本称职。")
        return given

    def terms(self):
        """Return the `Terms` of a valid form."""
        flat = {name: value for name, value in self.cleaned_data.items() if name != "since"}
        levels = {
            level.value: LevelTerms(**{part: flat.pop(f"{level.value}_{part}") for part in PARTS})
            for level in Level
        }
        return Terms(**flat, **levels)
